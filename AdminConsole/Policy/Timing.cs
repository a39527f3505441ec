using System.Collections.Immutable;
using System.Globalization;
using PresenceCluster.AdminConsole.Language;
using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>One of an app's timings, as a field of the page.</summary>
public sealed record Timing(Phrase Label, Phrase Hint, Func<AppTimings, TimeSpan> Read, Func<AppTimings, TimeSpan, AppTimings> Write)
{
    public static ImmutableArray<Timing> All { get; } =
    [
        new(PolicyWords.NativeInterval, PolicyWords.NativeIntervalHint, t => t.NativeHeartbeatInterval, (t, value) => t with { NativeHeartbeatInterval = value }),
        new(PolicyWords.NativeTimeout, PolicyWords.NativeTimeoutHint, t => t.NativeHeartbeatTimeout, (t, value) => t with { NativeHeartbeatTimeout = value }),
        new(PolicyWords.WebInterval, PolicyWords.WebIntervalHint, t => t.WebHeartbeatInterval, (t, value) => t with { WebHeartbeatInterval = value }),
        new(PolicyWords.WebTimeout, PolicyWords.WebTimeoutHint, t => t.WebHeartbeatTimeout, (t, value) => t with { WebHeartbeatTimeout = value }),
        new(PolicyWords.Retention, PolicyWords.RetentionHint, t => t.PushOnlineRetention, (t, value) => t with { PushOnlineRetention = value }),
    ];

    /// <summary>A duration as one reads it: 120 s, 7 d 12 h.</summary>
    public static string Text(TimeSpan duration)
    {
        (int Amount, string Unit)[] parts = [(duration.Days, "d"), (duration.Hours, "h"), (duration.Minutes, "min"), (duration.Seconds, "s")];
        if (duration < TimeSpan.FromHours(1))
            return duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
        return string.Join(' ', parts.Where(part => part.Amount > 0).Select(part => $"{part.Amount} {part.Unit}"));
    }
}
