using PresenceCluster.Cluster.Processes;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Gateway.Queries;

/// <summary>Reaches owners through Orleans' grain services.</summary>
internal sealed class OrleansPresenceOwners(PresenceServiceClient client) : IPresenceOwners
{
    public IPresenceService On(SiloAddress silo) => client.On(silo);
}
