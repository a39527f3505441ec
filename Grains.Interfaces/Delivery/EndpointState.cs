using System.Collections.Immutable;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>The state of the deliveries to one endpoint, over all silos.</summary>
[GenerateSerializer, Immutable, Alias("presence.endpoint-state")]
public sealed record EndpointState
{
    /// <summary>
    /// How many events of the log the endpoint has not received yet, including those that cannot be read yet; counted up to a bound, see
    /// <see cref="IsBacklogCapped"/>.
    /// </summary>
    [Id(0)]
    public required long Backlog { get; init; }

    /// <summary>Whether the count in <see cref="Backlog"/> stopped at its bound.</summary>
    [Id(1)]
    public required bool IsBacklogCapped { get; init; }

    /// <summary>When the oldest of them happened; null when there is none.</summary>
    [Id(2)]
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>How many events are parked after a failure. They are tried again automatically.</summary>
    [Id(3)]
    public required long Parked { get; init; }

    /// <summary>How many events are dead: they were given up.</summary>
    [Id(4)]
    public required long DeadLetters { get; init; }

    /// <summary>Events that the endpoint has accepted since the present silos started.</summary>
    [Id(5)]
    public required long Delivered { get; init; }

    /// <summary>Requests that failed in the same time.</summary>
    [Id(6)]
    public required long Failed { get; init; }

    /// <summary>
    /// Whether nothing is delivered: the endpoint is disabled or does not take requests, or the events cannot be read.
    /// <see cref="Explanation"/> says why.
    /// </summary>
    [Id(7)]
    public required bool IsPaused { get; init; }

    /// <summary>The latest requests, newest first; a bounded number.</summary>
    [Id(8)]
    public required ImmutableArray<DeliveryAttempt> Attempts { get; init; }

    /// <summary>Why events wait, or were not sent.</summary>
    [Id(9)]
    public required DeliveryExplanation Explanation { get; init; }
}
