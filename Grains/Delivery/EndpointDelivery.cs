using System.Collections.Concurrent;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>What this silo runs for one endpoint: lanes of the partitions that it owns, and perhaps the late events.</summary>
internal sealed class EndpointDelivery(DeliveryTarget target, EndpointRecord record)
{
    public DeliveryTarget Target { get; } = target;

    public EndpointRecord Record { get; } = record;

    /// <summary>The lanes by their partition; changed by the assigning loop alone, read by others.</summary>
    public ConcurrentDictionary<int, DeliveryLane> Lanes { get; } = new();

    /// <summary>The last requests of what takes up nothing more; kept by the assigning loop.</summary>
    public List<Task> Retiring { get; } = [];

    public LateDelivery? Late { get; set; }

    /// <summary>What is in hand, and what was done.</summary>
    public WebhookWork ToWork()
    {
        var (delivered, failed) = Record.Counts;
        var work = new WebhookWork(0, false, null, delivered, failed);
        foreach (var lane in Lanes.Values)
            work += new WebhookWork(lane.Pending, lane.IsFull, lane.OldestAt, 0, 0);
        return work;
    }

    /// <summary>Whether the settings it was made from still hold; lists are compared by what they hold.</summary>
    public bool IsFor(WebhookEndpoint endpoint)
        => Target.Endpoint with { Secrets = [], Events = [] } == endpoint with { Secrets = [], Events = [] }
            && Target.Endpoint.Secrets.AsSpan().SequenceEqual(endpoint.Secrets.AsSpan())
            && Target.Endpoint.Events.AsSpan().SequenceEqual(endpoint.Events.AsSpan());
}
