using System.Collections.Immutable;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>One silo's part in the deliveries to an endpoint.</summary>
/// <param name="Delivered">Events that the endpoint has accepted since the silo started.</param>
/// <param name="Failed">Requests that failed in the same time.</param>
/// <param name="IsPaused">Whether deliveries pause.</param>
/// <param name="Attempts">The latest requests, oldest first; a bounded number.</param>
[GenerateSerializer, Immutable, Alias("presence.delivery-share")]
public sealed record DeliveryShare(
    [property: Id(0)] long Delivered,
    [property: Id(1)] long Failed,
    [property: Id(2)] bool IsPaused,
    [property: Id(3)] ImmutableArray<DeliveryAttempt> Attempts)
{
    /// <summary>The part of a silo that delivers nothing.</summary>
    public static DeliveryShare None { get; } = new(0, 0, IsPaused: false, []);
}
