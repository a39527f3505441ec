using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Delivery;

/// <summary>An event that has left its lane without being delivered. It is parked, or dead once <see cref="DeadAt"/> is set.</summary>
public sealed record ParkedEvent
{
    /// <summary>What is to be sent.</summary>
    public required OutgoingEvent Outgoing { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>From when on a failed try makes it dead.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Since when it is dead; null while it is parked.</summary>
    public DateTimeOffset? DeadAt { get; init; }

    /// <summary>Why the last try failed.</summary>
    public required string LastError { get; init; }

    /// <summary>Where it stands in the log.</summary>
    public EventPosition Position => Outgoing.Recorded.Position;

    /// <summary>Whose it is.</summary>
    public UserKey User => Outgoing.Recorded.User;
}
