using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>The answer to the question why events do not reach an endpoint.</summary>
[GenerateSerializer, Immutable, Alias("presence.delivery-explanation")]
public sealed record DeliveryExplanation
{
    /// <summary>The cause.</summary>
    [Id(0)]
    public required DeliveryCause Cause { get; init; }

    /// <summary>The cause for people, with its numbers.</summary>
    [Id(1)]
    public required string Text { get; init; }

    /// <summary>How many events it concerns, as far as that is known.</summary>
    [Id(2)]
    public long Events { get; init; }

    /// <summary>Since when; null when it has no begin.</summary>
    [Id(3)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the next try is due; null when that depends on something else.</summary>
    [Id(4)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>The failure, the event, the user or the transaction that is the cause; empty when there is nothing to name.</summary>
    [Id(5)]
    public string Detail { get; init; } = "";
}
