using Orleans.Runtime.Services;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Snapshots;

/// <summary>Reaches the <see cref="IOperatorsService"/> of any process.</summary>
/// <param name="services">The silo's services.</param>
public sealed class OperatorsServiceClient(IServiceProvider services) : GrainServiceClient<IOperatorsService>(services)
{
    /// <summary>The service in one process.</summary>
    public IOperatorsService On(SiloAddress silo) => GetGrainService(silo);
}
