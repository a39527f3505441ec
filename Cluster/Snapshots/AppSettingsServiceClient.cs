using Orleans.Runtime.Services;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Snapshots;

/// <summary>Reaches the <see cref="IAppSettingsService"/> of any process.</summary>
/// <param name="services">The silo's services.</param>
public sealed class AppSettingsServiceClient(IServiceProvider services) : GrainServiceClient<IAppSettingsService>(services)
{
    /// <summary>The service in one process.</summary>
    public IAppSettingsService On(SiloAddress silo) => GetGrainService(silo);
}
