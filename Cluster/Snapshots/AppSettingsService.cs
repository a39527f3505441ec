using Microsoft.Extensions.Logging;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Snapshots;

/// <summary>Takes new app settings into this process as soon as the admin grain has stored them.</summary>
internal sealed class AppSettingsService(GrainId id, Silo silo, ILoggerFactory loggerFactory, AppDirectory apps)
    : GrainService(id, silo, loggerFactory), IAppSettingsService
{
    public Task SwapAsync(AppSnapshot snapshot)
    {
        apps.Swap(snapshot);
        return Task.CompletedTask;
    }
}
