namespace PresenceCluster.Protocol.WebSockets;

/// <summary>The result of <see cref="WebSocketHandshake.TryRead"/>.</summary>
public enum UpgradeReadKind : byte
{
    /// <summary>The head is not complete: receive more and call again.</summary>
    NeedMore,

    /// <summary>A request that may be accepted.</summary>
    Request,

    /// <summary>A request to be refused.</summary>
    Refused,
}
