using Orleans.Runtime.Services;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Grains.Delivery;

/// <summary>Reaches the <see cref="IDeliveryService"/> of any silo that hosts user grains.</summary>
internal sealed class DeliveryServiceClient(IServiceProvider services) : GrainServiceClient<IDeliveryService>(services)
{
    /// <summary>The service in one silo. Calls fail within milliseconds once that process is gone.</summary>
    public IDeliveryService On(SiloAddress silo) => GetGrainService(silo);
}
