using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Grains.Delivery;

/// <summary>Lets other silos reach this silo's deliveries. Both calls return at once, without waiting for a delivery.</summary>
internal sealed class DeliveryService(GrainId id, Silo silo, ILoggerFactory loggerFactory, DeliveryCoordinator coordinator)
    : GrainService(id, silo, loggerFactory), IDeliveryService
{
    public Task NudgeAsync(AppId app, uint partitions)
    {
        coordinator.Nudge(app, partitions);
        return Task.CompletedTask;
    }

    public Task<DeliveryShare> GetShareAsync(AppId app, string endpointId) => Task.FromResult(coordinator.ShareOf(app, endpointId));
}
