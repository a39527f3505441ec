namespace PresenceCluster.Domain;

/// <summary>
/// Names one connection in the whole cluster and for all time: the fence of everything that a connection says or suffers.
/// A takeover gives the session to another connection, so the old one's late words find no session.
/// </summary>
/// <param name="Gateway">The gateway incarnation.</param>
/// <param name="ConnectionId">The connection's number within it, never used twice.</param>
public readonly record struct ConnectionRef(GatewayId Gateway, long ConnectionId);
