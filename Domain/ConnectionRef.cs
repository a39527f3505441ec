namespace PresenceCluster.Domain;

/// <summary>
/// Names one connection in the whole cluster and for all time. It fences every message from a connection and every act on it. A takeover
/// gives the session to another connection, so late messages of the old one find no session.
/// </summary>
/// <param name="Gateway">The gateway incarnation.</param>
/// <param name="ConnectionId">The connection's number within it, never used twice.</param>
public readonly record struct ConnectionRef(GatewayId Gateway, long ConnectionId);
