using System.Collections.Immutable;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>The latest changes of an app's settings, newest first.</summary>
/// <param name="Entries">The changes.</param>
internal sealed record SettingsHistoryBody(ImmutableArray<SettingsChangeBody> Entries);

/// <summary>One change.</summary>
/// <param name="At">When.</param>
/// <param name="Who">The name of the caller that made it.</param>
/// <param name="Version">The version that it made.</param>
/// <param name="Before">The settings before, without secrets; absent for the creation.</param>
/// <param name="After">The settings after, without secrets.</param>
internal sealed record SettingsChangeBody(DateTimeOffset At, string Who, long Version, AppSettings? Before, AppSettings After)
{
    /// <summary>The body for an entry. The grain leaves secrets out already, and any that it left in by mistake is masked here.</summary>
    public static SettingsChangeBody From(SettingsChange entry) => new(
        entry.At, entry.Who, entry.Version, entry.Before is { } before ? SecretMask.Apply(before) : null, SecretMask.Apply(entry.After));
}
