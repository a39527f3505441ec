using Orleans.Runtime.Services;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Processes;

/// <summary>Reaches the <see cref="IGatewayService"/> of any process by its gateway id.</summary>
/// <param name="services">The silo's services.</param>
public sealed class GatewayServiceClient(IServiceProvider services) : GrainServiceClient<IGatewayService>(services)
{
    /// <summary>The service in one gateway incarnation. Calls fail within milliseconds once that process is gone.</summary>
    public IGatewayService On(GatewayId gateway) => GetGrainService(SiloAddress.FromParsableString(gateway.Value));
}
