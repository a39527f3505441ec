using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// One transition as followers see it. A user's events carry the user's version, which grows by one with each event. A follower can
/// therefore prove that it has missed none.
/// </summary>
public sealed record StatusEvent
{
    /// <summary>The user's version after the transition.</summary>
    public required long Version { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The kind of transition.</summary>
    public required StatusAction Action { get; init; }

    /// <summary>Why sessions ended; null for a transition that ends none.</summary>
    public SessionEndReason? Reason { get; init; }

    /// <summary>The affected sessions as they were before the transition; after it, for a login.</summary>
    public ImmutableArray<Session> Sessions { get; init; } = [];

    /// <summary>The sessions that a login pushed out (callback <c>KickedDevice</c>).</summary>
    public ImmutableArray<Session> PushedOut { get; init; } = [];

    /// <summary>The user's status before.</summary>
    public required PresenceStatus Before { get; init; }

    /// <summary>The user's status after.</summary>
    public required PresenceStatus After { get; init; }

    /// <summary>The custom status after.</summary>
    public string CustomStatus { get; init; } = "";
}
