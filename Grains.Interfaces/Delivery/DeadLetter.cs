using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>An event that an endpoint did not accept within its time.</summary>
[GenerateSerializer, Immutable, Alias("presence.dead-letter")]
public sealed record DeadLetter
{
    /// <summary>The event's id, the same as in every delivery of it.</summary>
    [Id(0)]
    public required string EventId { get; init; }

    /// <summary>The user of the event.</summary>
    [Id(1)]
    public required string UserId { get; init; }

    /// <summary>The user's version.</summary>
    [Id(2)]
    public required long Version { get; init; }

    /// <summary>The kind of transition.</summary>
    [Id(3)]
    public required StatusAction Action { get; init; }

    /// <summary>When it happened.</summary>
    [Id(4)]
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was given up.</summary>
    [Id(5)]
    public required DateTimeOffset DeadAt { get; init; }

    /// <summary>How often it was tried.</summary>
    [Id(6)]
    public required int Attempts { get; init; }

    /// <summary>Why the last try failed, for people.</summary>
    [Id(7)]
    public required string LastError { get; init; }
}
