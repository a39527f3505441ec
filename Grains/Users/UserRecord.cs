using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>What a user grain hands to its storage: the state, and the events of the transitions that led to it.</summary>
[GenerateSerializer, Immutable, Alias("presence.user-record")]
public sealed record UserRecord
{
    /// <summary>The state.</summary>
    [Id(0)]
    public UserPresence Presence { get; init; } = UserPresence.Unknown;

    /// <summary>The state that it was made from, so that what it changes can be tallied. Written with, never read back.</summary>
    [field: NonSerialized]
    public UserPresence Before { get; init; } = UserPresence.Unknown;

    /// <summary>The events to store with it, in the order of their versions. They are written, never read back with the state.</summary>
    [field: NonSerialized]
    public ImmutableArray<StatusEvent> Events { get; init; } = [];
}
