using System.Collections.Concurrent;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Delivery;

/// <summary>What this silo runs for one endpoint: lanes of the partitions that it owns, and perhaps the late events.</summary>
internal sealed class EndpointDelivery(DeliveryTarget target, EndpointRecord record)
{
    public DeliveryTarget Target { get; } = target;

    public EndpointRecord Record { get; } = record;

    /// <summary>The lanes by their partition; changed by the assigning loop alone, read by others.</summary>
    public ConcurrentDictionary<int, DeliveryLane> Lanes { get; } = new();

    public LateDelivery? Late { get; set; }

    /// <summary>Whether the settings it was made from still hold; lists are compared by what they hold.</summary>
    public bool IsFor(WebhookEndpoint endpoint)
        => Target.Endpoint with { Secrets = [], Events = [] } == endpoint with { Secrets = [], Events = [] }
            && Target.Endpoint.Secrets.AsSpan().SequenceEqual(endpoint.Secrets.AsSpan())
            && Target.Endpoint.Events.AsSpan().SequenceEqual(endpoint.Events.AsSpan());
}
