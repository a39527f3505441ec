using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>Tells one process that an app's settings changed. Runs in every process of the cluster.</summary>
[Alias("presence.app-settings-service")]
public interface IAppSettingsService : Orleans.Services.IGrainService
{
    /// <summary>Swaps the snapshot in, unless a newer one is there already.</summary>
    [Alias("swap")]
    Task SwapAsync(AppSnapshot snapshot);
}
