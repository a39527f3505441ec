namespace PresenceCluster.Protocol;

/// <summary>The result of a <see cref="FrameReader"/> at the start of a buffer.</summary>
public enum FrameReadKind : byte
{
    /// <summary>Not a whole frame yet: receive more and call again.</summary>
    NeedMore,

    /// <summary>One whole message for the <see cref="IFrameCodec"/>.</summary>
    Message,

    /// <summary>Bytes that carry no message and need no answer: a fragment. Call again.</summary>
    Skipped,

    /// <summary>A WebSocket ping; answer with <see cref="WireFormat.WritePong"/>.</summary>
    Ping,

    /// <summary>A WebSocket pong: the peer has answered a ping, or sends one unasked.</summary>
    Pong,

    /// <summary>A WebSocket close frame; answer with a close frame and close.</summary>
    Close,

    /// <summary>The peer broke the protocol: send the close code and close. Nothing after it can be read.</summary>
    Fault,
}
