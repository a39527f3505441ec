using System.Collections.Immutable;
using System.Globalization;
using PresenceCluster.AdminConsole.Language;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>One of an app's timings, as a field of the page.</summary>
/// <param name="Field">Its name in the settings, with which the service's sentences about it begin.</param>
/// <param name="Label">Its label.</param>
/// <param name="Hint">Its effect.</param>
/// <param name="Read">Reads it from the timings.</param>
/// <param name="Write">Writes another value into the timings.</param>
public sealed record Timing(string Field, Phrase Label, Phrase Hint, Func<AppTimings, TimeSpan> Read, Func<AppTimings, TimeSpan, AppTimings> Write)
{
    public static ImmutableArray<Timing> All { get; } =
    [
        new(
            "nativeHeartbeatInterval", PolicyWords.NativeInterval, PolicyWords.NativeIntervalHint,
            t => t.NativeHeartbeatInterval, (t, value) => t with { NativeHeartbeatInterval = value }),
        new(
            "nativeHeartbeatTimeout", PolicyWords.NativeTimeout, PolicyWords.NativeTimeoutHint,
            t => t.NativeHeartbeatTimeout, (t, value) => t with { NativeHeartbeatTimeout = value }),
        new(
            "webHeartbeatInterval", PolicyWords.WebInterval, PolicyWords.WebIntervalHint,
            t => t.WebHeartbeatInterval, (t, value) => t with { WebHeartbeatInterval = value }),
        new(
            "webHeartbeatTimeout", PolicyWords.WebTimeout, PolicyWords.WebTimeoutHint,
            t => t.WebHeartbeatTimeout, (t, value) => t with { WebHeartbeatTimeout = value }),
        new(
            "pushOnlineRetention", PolicyWords.Retention, PolicyWords.RetentionHint,
            t => t.PushOnlineRetention, (t, value) => t with { PushOnlineRetention = value }),
    ];

    /// <summary>A duration as one reads it: 120 s, 7 d 12 h.</summary>
    public static Phrase Text(TimeSpan duration) => new(Text(duration, TongueKind.English), Text(duration, TongueKind.Japanese));

    private static string Text(TimeSpan duration, TongueKind tongue)
    {
        if (duration < TimeSpan.FromHours(1))
            return $"{duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} {PolicyWords.Seconds.In(tongue)}";
        (int Amount, Phrase Unit)[] parts =
        [
            (duration.Days, PolicyWords.Days), (duration.Hours, PolicyWords.Hours),
            (duration.Minutes, PolicyWords.Minutes), (duration.Seconds, PolicyWords.Seconds),
        ];
        return string.Join(' ', parts.Where(part => part.Amount > 0).Select(part => $"{part.Amount} {part.Unit.In(tongue)}"));
    }
}
