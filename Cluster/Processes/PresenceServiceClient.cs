using Orleans.Runtime.Services;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Processes;

/// <summary>Reaches the <see cref="IPresenceService"/> of any silo that hosts user grains.</summary>
/// <param name="services">The silo's services.</param>
public sealed class PresenceServiceClient(IServiceProvider services) : GrainServiceClient<IPresenceService>(services)
{
    /// <summary>The service in one silo. Calls fail within milliseconds once that process is gone.</summary>
    public IPresenceService On(SiloAddress silo) => GetGrainService(silo);
}
