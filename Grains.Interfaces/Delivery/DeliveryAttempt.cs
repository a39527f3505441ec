namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>One request to an endpoint, as the delivery log remembers it.</summary>
[GenerateSerializer, Immutable, Alias("presence.delivery-attempt")]
public sealed record DeliveryAttempt
{
    /// <summary>When it began.</summary>
    [Id(0)]
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took.</summary>
    [Id(1)]
    public required TimeSpan Duration { get; init; }

    /// <summary>The id of its first event.</summary>
    [Id(2)]
    public required string FirstEventId { get; init; }

    /// <summary>How many events it carried.</summary>
    [Id(3)]
    public required int EventCount { get; init; }

    /// <summary>Why it failed; null when the endpoint accepted it.</summary>
    [Id(4)]
    public DeliveryFault? Fault { get; init; }

    /// <summary>The result as text for people; empty when the endpoint accepted the request.</summary>
    [Id(5)]
    public string Text { get; init; } = "";

    /// <summary>The status of the answer, if there was one.</summary>
    [Id(6)]
    public int? HttpStatus { get; init; }
}
