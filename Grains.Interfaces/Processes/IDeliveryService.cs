using Orleans.Concurrency;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>The deliveries of status events by one silo, addressed by its silo address. Runs on every silo that hosts user grains.</summary>
[Alias("presence.delivery-service")]
public interface IDeliveryService : Orleans.Services.IGrainService
{
    /// <summary>Says that partitions of an app have new events. It may get lost; the silo also looks by itself.</summary>
    /// <param name="app">The app.</param>
    /// <param name="partitions">Bit n stands for partition n.</param>
    [Alias("nudge"), OneWay]
    Task NudgeAsync(AppId app, uint partitions);

    /// <summary>What this silo has done for an endpoint.</summary>
    [Alias("share")]
    Task<DeliveryShare> GetShareAsync(AppId app, string endpointId);
}
