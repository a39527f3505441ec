using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Grains.Interfaces.Apps;

/// <summary>One change of an app's settings.</summary>
[GenerateSerializer, Immutable, Alias("presence.settings-change")]
public sealed record SettingsChange
{
    /// <summary>When.</summary>
    [Id(0)]
    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the caller that made the change.</summary>
    [Id(1)]
    public required string Who { get; init; }

    /// <summary>The version that it made.</summary>
    [Id(2)]
    public required long Version { get; init; }

    /// <summary>The settings before; null for the creation. Secret keys are left out.</summary>
    [Id(3)]
    public AppSettings? Before { get; init; }

    /// <summary>The settings after. Secret keys are left out.</summary>
    [Id(4)]
    public required AppSettings After { get; init; }
}
