using System.Collections.Immutable;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>One silo's part in the deliveries to an endpoint: what it has done, and what it knows of the events that wait.</summary>
[GenerateSerializer, Immutable, Alias("presence.delivery-share")]
public sealed record DeliveryShare
{
    /// <summary>The part of a silo that delivers nothing.</summary>
    public static DeliveryShare None { get; } = new();

    /// <summary>Events that the endpoint has accepted since the silo started.</summary>
    [Id(0)]
    public long Delivered { get; init; }

    /// <summary>Requests that failed in the same time.</summary>
    [Id(1)]
    public long Failed { get; init; }

    /// <summary>When an endpoint that counts as down is probed again; null while it counts as up.</summary>
    [Id(2)]
    public DateTimeOffset? ResumesAt { get; init; }

    /// <summary>The latest requests, oldest first; a bounded number.</summary>
    [Id(3)]
    public ImmutableArray<DeliveryAttempt> Attempts { get; init; } = [];

    /// <summary>When a request was last accepted; null when none was.</summary>
    [Id(4)]
    public DateTimeOffset? SucceededAt { get; init; }

    /// <summary>How many requests have failed since then.</summary>
    [Id(5)]
    public int FailuresInRow { get; init; }

    /// <summary>When the first of them failed; null when there is none.</summary>
    [Id(6)]
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Events that the silo has read and not finished.</summary>
    [Id(7)]
    public long Pending { get; init; }

    /// <summary>The pending event that has failed for longest; null when none has failed.</summary>
    [Id(8)]
    public StuckEvent? Stuck { get; init; }

    /// <summary>How many users have an event that is held back for its grace.</summary>
    [Id(9)]
    public int Held { get; init; }

    /// <summary>When the first of these graces ends; null when there is none.</summary>
    [Id(10)]
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>The user whose parked events are tried next; null when this silo has no parked events to try.</summary>
    [Id(11)]
    public string? ParkedUserId { get; init; }

    /// <summary>When they are tried.</summary>
    [Id(12)]
    public DateTimeOffset? ParkedUntil { get; init; }

    /// <summary>How many events the endpoint was not sent, because of its filter or its format.</summary>
    [Id(13)]
    public long SkippedCount { get; init; }

    /// <summary>The latest of them; null when there is none.</summary>
    [Id(14)]
    public SkippedEvent? Skipped { get; init; }
}
