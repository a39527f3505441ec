using PresenceCluster.Protocol.WebSockets;

namespace PresenceCluster.Protocol;

/// <summary>The prefixes of the three encodings, as a gateway writes them.</summary>
public static class FramePrefixes
{
    /// <summary>The longest prefix.</summary>
    public const int BytesMax = WebSocketFrameWriter.HeaderBytesMax;

    /// <summary>No prefix: the bare message.</summary>
    public static FramePrefix None { get; } = static (_, _) => 0;

    /// <summary>TCP: the length as a varint.</summary>
    public static FramePrefix Varint { get; } = VarintFrames.WriteLength;

    /// <summary>An unmasked, unfragmented binary WebSocket frame.</summary>
    public static FramePrefix WebSocketBinary { get; } =
        static (destination, payloadBytes) => WebSocketFrameWriter.WriteHeader(destination, WebSocketOpcode.Binary, payloadBytes);

    /// <summary>An unmasked, unfragmented text WebSocket frame.</summary>
    public static FramePrefix WebSocketText { get; } =
        static (destination, payloadBytes) => WebSocketFrameWriter.WriteHeader(destination, WebSocketOpcode.Text, payloadBytes);
}
