using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Grains.Apps;

/// <summary>The stored form of an app.</summary>
[GenerateSerializer, Alias("presence.app-state")]
internal sealed class AppState
{
    /// <summary>0 until the app is created.</summary>
    [Id(0)]
    public long Version { get; set; }

    /// <summary>The settings in force.</summary>
    [Id(1)]
    public AppSettings Settings { get; set; } = new();

    /// <summary>The latest changes, newest last.</summary>
    [Id(2)]
    public List<SettingsChange> History { get; set; } = [];
}
