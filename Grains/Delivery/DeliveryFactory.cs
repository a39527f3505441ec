using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Grains.Delivery;

/// <summary>Builds the parts of a delivery, and names the pieces of work that the silos divide among themselves.</summary>
internal sealed class DeliveryFactory(
    IEventLog events,
    DeliveryCursors cursors,
    ParkedEvents parked,
    IWebhookSender sender,
    IOptions<DeliveryOptions> options,
    DeliveryMetrics metrics,
    TimeProvider time,
    ILoggerFactory logs)
{
    /// <summary>An app's work beside its partitions, done by one silo: it retries parked events and deletes old events.</summary>
    public const string Upkeep = "upkeep";

    private static readonly string[] Partitions =
        [.. Enumerable.Range(0, EventPartition.Count).Select(partition => string.Create(CultureInfo.InvariantCulture, $"partition {partition}"))];

    /// <summary>The name of a partition's work for <see cref="Cluster.Membership.ClusterFrame.OwnerOf(AppId, string)"/>.</summary>
    public static string WorkOf(int partition) => Partitions[partition];

    public DeliveryTarget Target(AppId app, WebhookEndpoint endpoint, EndpointRecord record)
        => new(app, endpoint, sender, record, options.Value, metrics, time);

    /// <summary>Takes a lane over and starts it.</summary>
    public async Task<DeliveryLane> StartAsync(DeliveryTarget target, int partition, CancellationToken cancellationToken)
    {
        var lease = await cursors.TakeOverAsync(
            new LaneKey(target.App, target.Endpoint.Id, partition), target.Endpoint.StartAfter, cancellationToken);
        var parking = new LaneParking(parked, target, options.Value, metrics);
        return new DeliveryLane(lease, target, events, parking, options.Value, time, logs.CreateLogger<DeliveryLane>());
    }

    public ParkedDelivery StartParked(DeliveryTarget target)
        => new(target, parked, options.Value, metrics, time, logs.CreateLogger<ParkedDelivery>());
}
