using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>A session that a gateway vouches for.</summary>
/// <param name="App">The user's app.</param>
/// <param name="UserId">The user's id.</param>
/// <param name="ConnectionId">The connection's number within the gateway incarnation.</param>
/// <param name="Session">The session that the connection was admitted to.</param>
/// <param name="Epoch">The epoch that it was admitted with.</param>
[GenerateSerializer, Immutable, Alias("presence.held-session")]
public readonly record struct HeldSession(
    [property: Id(0)] AppId App,
    [property: Id(1)] string UserId,
    [property: Id(2)] long ConnectionId,
    [property: Id(3)] SessionId Session,
    [property: Id(4)] long Epoch)
{
    /// <summary>The user.</summary>
    public UserKey User => new(App, UserId);
}

/// <summary>A session that a gateway vouches for although it is over.</summary>
/// <param name="ConnectionId">The connection's number within the gateway incarnation.</param>
/// <param name="Reason">Why it is over.</param>
/// <param name="By">The platform of the login that ended it; null when no login did.</param>
[GenerateSerializer, Immutable, Alias("presence.overdue-session")]
public readonly record struct OverdueSession(
    [property: Id(0)] long ConnectionId, [property: Id(1)] SessionEndReason Reason, [property: Id(2)] Platform? By);
