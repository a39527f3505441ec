using System.Buffers;
using PresenceCluster.Protocol.WebSockets;

namespace PresenceCluster.Protocol;

/// <summary>
/// One of the three ways to speak the protocol: a framing and a codec. The doors choose one per connection and then need nothing else
/// of this project to read, answer and close. Instances are shared; only readers belong to a connection.
/// </summary>
public abstract class WireFormat
{
    private readonly byte[] _heartbeatAck;
    private readonly FramePrefix _prefix;

    private protected WireFormat(IFrameCodec codec, FramePrefix prefix)
    {
        Codec = codec;
        _prefix = prefix;

        Span<byte> scratch = stackalloc byte[FramePrefixes.BytesMax];
        var prefixBytes = prefix(scratch, codec.HeartbeatAck.Length);
        _heartbeatAck = [.. scratch[..prefixBytes], .. codec.HeartbeatAck.Span];
    }

    /// <summary>Plain TCP: varint framing, protobuf.</summary>
    public static WireFormat Tcp { get; } = new TcpWireFormat();

    /// <summary>WebSocket, subprotocol <c>presence.v1.protobuf</c>.</summary>
    public static WireFormat WebSocketProtobuf { get; } =
        new WebSocketWireFormat(ProtobufFrameCodec.Instance, FramePrefixes.WebSocketBinary);

    /// <summary>WebSocket, subprotocol <c>presence.v1.json</c>.</summary>
    public static WireFormat WebSocketJson { get; } = new WebSocketWireFormat(JsonFrameCodec.Instance, FramePrefixes.WebSocketText);

    /// <summary>The encoding of the messages.</summary>
    public IFrameCodec Codec { get; }

    /// <summary>The whole frame that answers a heartbeat, framing included.</summary>
    public ReadOnlyMemory<byte> HeartbeatAck => _heartbeatAck;

    /// <summary>The WebSocket format of a subprotocol; null for one that is not ours. Names are compared exactly.</summary>
    public static WireFormat? ForSubprotocol(ReadOnlySpan<char> subprotocol)
        => subprotocol.SequenceEqual(WebSocketProtobuf.Codec.Subprotocol) ? WebSocketProtobuf
        : subprotocol.SequenceEqual(WebSocketJson.Codec.Subprotocol) ? WebSocketJson
        : null;

    /// <summary>A reader for what clients send; one per connection.</summary>
    public abstract FrameReader CreateGatewayReader();

    /// <summary>A reader for what the gateway sends; one per connection.</summary>
    public abstract FrameReader CreateClientReader();

    /// <summary>Writes a frame as a gateway.</summary>
    public void Write(ServerFrame frame, IBufferWriter<byte> output) => Codec.Encode(frame, _prefix, output);

    /// <summary>Writes the answer to a heartbeat, without allocating.</summary>
    public void WriteHeartbeatAck(IBufferWriter<byte> output) => output.Write(_heartbeatAck);

    /// <summary>Writes a frame as a client.</summary>
    public abstract void Write(ClientFrame frame, IBufferWriter<byte> output);

    /// <summary>Writes the gateway's answer to a ping. TCP has none and writes nothing.</summary>
    public abstract void WritePong(ReadOnlySpan<byte> payload, IBufferWriter<byte> output);

    /// <summary>Writes the gateway's last word, a WebSocket close frame. TCP has none: there the frame before said why.</summary>
    public abstract void WriteClose(CloseCode code, IBufferWriter<byte> output);

    /// <summary>Writes the gateway's answer to a close frame with the peer's own status, as RFC 6455 §5.5.1 wants. Nothing on TCP.</summary>
    /// <param name="status">The <see cref="FrameRead.CloseStatus"/> that was read.</param>
    /// <param name="output">Where to.</param>
    public abstract void WriteCloseEcho(int status, IBufferWriter<byte> output);
}
