using System.Buffers;
using PresenceCluster.Protocol.WebSockets;

namespace PresenceCluster.Protocol;

/// <summary>
/// One of the three forms of the protocol: a framing and a codec. A door chooses one per connection and needs nothing else of this project
/// to read, answer and close. Instances are shared; each connection has a reader of its own.
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

    /// <summary>The whole frame by which a gateway asks a silent client for a pong; empty on TCP, which has none.</summary>
    public virtual ReadOnlyMemory<byte> Ping => default;

    /// <summary>The WebSocket format of a subprotocol; null for an unknown one. Names are compared exactly.</summary>
    public static WireFormat? ForSubprotocol(ReadOnlySpan<char> subprotocol)
        => subprotocol.SequenceEqual(WebSocketProtobuf.Codec.Subprotocol) ? WebSocketProtobuf
        : subprotocol.SequenceEqual(WebSocketJson.Codec.Subprotocol) ? WebSocketJson
        : null;

    /// <summary>A reader for a client's messages; one per connection.</summary>
    public abstract FrameReader CreateGatewayReader();

    /// <summary>A reader for a gateway's messages; one per connection.</summary>
    public abstract FrameReader CreateClientReader();

    /// <summary>Writes a frame as a gateway.</summary>
    public void Write(ServerFrame frame, IBufferWriter<byte> output) => Codec.Encode(frame, _prefix, output);

    /// <summary>The bytes of a frame, as a gateway writes it.</summary>
    public ReadOnlyMemory<byte> Encode(ServerFrame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(frame, output);
        return output.WrittenMemory;
    }

    /// <summary>Writes a frame as a client.</summary>
    public abstract void Write(ClientFrame frame, IBufferWriter<byte> output);

    /// <summary>Writes the gateway's answer to a ping. TCP has none and writes nothing.</summary>
    public abstract void WritePong(ReadOnlySpan<byte> payload, IBufferWriter<byte> output);

    /// <summary>
    /// Writes a WebSocket close frame, the last of a connection. TCP has none: there the frame before it gave the reason.
    /// </summary>
    public abstract void WriteClose(CloseCode code, IBufferWriter<byte> output);

    /// <summary>
    /// Writes the gateway's answer to a close frame with the peer's own status, as RFC 6455 §5.5.1 requires. Nothing on TCP.
    /// </summary>
    /// <param name="status">The <see cref="FrameRead.CloseStatus"/> that was read.</param>
    /// <param name="output">The destination.</param>
    public abstract void WriteCloseEcho(int status, IBufferWriter<byte> output);
}
