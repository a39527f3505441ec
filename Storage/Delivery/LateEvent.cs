using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Delivery;

/// <summary>An event that was set aside.</summary>
public sealed record LateEvent
{
    /// <summary>What is to be sent.</summary>
    public required OutgoingEvent Outgoing { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it is given up.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was given up; null as long as it is tried.</summary>
    public DateTimeOffset? DeadAt { get; init; }

    /// <summary>Why the last try failed.</summary>
    public required string LastError { get; init; }

    /// <summary>Where it stands in the log.</summary>
    public EventPosition Position => Outgoing.Recorded.Position;

    /// <summary>Whose it is.</summary>
    public UserKey User => Outgoing.Recorded.User;
}
