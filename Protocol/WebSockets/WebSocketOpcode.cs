namespace PresenceCluster.Protocol.WebSockets;

/// <summary>The kind of a WebSocket frame (RFC 6455 §5.2). From <see cref="Close"/> upwards: control frames.</summary>
public enum WebSocketOpcode : byte
{
    /// <summary>The next fragment of a message.</summary>
    Continuation = 0x0,

    /// <summary>A text message, or its first fragment.</summary>
    Text = 0x1,

    /// <summary>A binary message, or its first fragment.</summary>
    Binary = 0x2,

    /// <summary>The peer's last frame.</summary>
    Close = 0x8,

    /// <summary>Asks for a pong with the same payload.</summary>
    Ping = 0x9,

    /// <summary>The answer to a ping.</summary>
    Pong = 0xA,
}
