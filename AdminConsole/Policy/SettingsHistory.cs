using System.Collections.Immutable;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Policy;

/// <summary>The latest changes of an app's settings, newest first.</summary>
public sealed record SettingsHistory(ImmutableArray<SettingsChange> Entries);

/// <summary>One of them.</summary>
public sealed record SettingsChange(DateTimeOffset At, string Who, long Version, AppSettings? Before, AppSettings After)
{
    public ImmutableArray<SettingsDifference> Differences => Before is null ? [] : SettingsDifference.Between(Before, After);
}
