namespace PresenceCluster.Protocol.WebSockets;

/// <summary>What <see cref="WebSocketHandshake.TryRead"/> found.</summary>
public enum UpgradeReadKind : byte
{
    /// <summary>The head is not complete: receive more and call again.</summary>
    NeedMore,

    /// <summary>A request that may be accepted.</summary>
    Request,

    /// <summary>A request to be refused.</summary>
    Refused,
}
