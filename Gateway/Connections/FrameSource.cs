using System.Buffers;
using PresenceCluster.Gateway.Proxies;
using PresenceCluster.Protocol;
using PresenceCluster.Protocol.WebSockets;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Makes frames of the bytes that a connection has received: first the WebSocket's opening handshake, where there is one, then one frame
/// with each call, at the allowed rate. It neither receives nor sends. It is a struct, because an object for each of a million idle
/// connections costs memory.
/// </summary>
internal struct FrameSource
{
    // The size of a browser's upgrade request; one is hardly ever smaller.
    private const int UpgradeHeadBytes = 512;

    // Recognised by its bytes, a heartbeat is neither decoded nor allocated.
    private static readonly Received.Frame HeartbeatFrame = new(new ClientFrame { Heartbeat = new Heartbeat() });
    private static readonly Received.Pong PongFrame = new();

    private ReceiveBuffer _input = new();
    private FrameReader? _reader;
    private long _dueAt;
    private volatile bool _isReceiving;

    /// <summary>A source that has received nothing.</summary>
    /// <param name="format">The wire format; null when a WebSocket upgrade request comes first.</param>
    public FrameSource(WireFormat? format)
    {
        Format = format;
        _reader = format?.CreateGatewayReader();
    }

    /// <summary>The wire format; null until the WebSocket is open.</summary>
    public WireFormat? Format { get; private set; }

    /// <summary>
    /// Whether the connection waits for bytes. While it does not, the client may have sent more, and its silence cannot be judged. Any
    /// thread may ask.
    /// </summary>
    public readonly bool IsReceiving => _isReceiving;

    /// <summary>Where to receive next, which is about to happen; never empty.</summary>
    public Memory<byte> Space()
    {
        _isReceiving = true;
        return _input.Space();
    }

    /// <summary>Adds the bytes that were received into <see cref="Space"/>.</summary>
    public void Advance(int receivedBytes)
    {
        _isReceiving = false;
        _input.Advance(receivedBytes);
    }

    /// <summary>Takes the next frame out of the received bytes.</summary>
    /// <param name="room">The limits of all connections.</param>
    /// <param name="carrier">The connection, which is told its client's address when proxies have written it into the opening handshake.</param>
    /// <param name="payloadBytesMax">The longest message accepted now.</param>
    /// <param name="now">The time, for the rate of frames.</param>
    /// <returns>Null when more bytes must be received first.</returns>
    public Received? Read(ConnectionRoom room, Carrier carrier, int payloadBytesMax, long now)
    {
        if (_reader is null || Format is null)
            return Open(room, carrier);
        while (true)
        {
            var read = _reader.TryRead(_input.Received, payloadBytesMax);
            if (read.Kind == FrameReadKind.NeedMore)
            {
                _input.Expect(read.BytesNeeded);
                return null;
            }

            if (read.Fault is { } fault)
                return new Received.Fault(fault);
            if (!room.FrameRate.TryCount(ref _dueAt, now))
                return new Received.Fault(CloseCode.Flooding);
            var received = Decode(Format, read);
            _input.Consume(read.Consumed);
            if (received is not null)
                return received;
        }
    }

    /// <summary>Drops a client's bytes after the last words. Returns true when they are a WebSocket's answer to the close frame.</summary>
    /// <param name="payloadBytesMax">The longest message accepted now.</param>
    public bool SkipToClose(int payloadBytesMax)
    {
        while (_reader is not null)
        {
            var read = _reader.TryRead(_input.Received, payloadBytesMax);
            if (read.Kind == FrameReadKind.Close)
                return true;
            if (read.Kind == FrameReadKind.NeedMore)
            {
                _input.Expect(read.BytesNeeded);
                return false;
            }

            if (read.Kind == FrameReadKind.Fault)
                break;
            _input.Consume(read.Consumed);
        }

        _input.Clear();
        return false;
    }

    /// <summary>Gives all buffers back. Nothing can be read after this.</summary>
    public void Release()
    {
        _input.Clear();
        _reader?.Dispose();
    }

    private Received? Open(ConnectionRoom room, Carrier carrier)
    {
        var options = room.Options;
        var reply = new ArrayBufferWriter<byte>();
        var kind = WebSocketHandshake.TryRead(_input.Received, options.Frames.UpgradeHeadBytesMax, out var request, out var refusal);
        if (kind == UpgradeReadKind.NeedMore)
        {
            _input.Expect(UpgradeHeadBytes);
            return null;
        }

        refusal ??= WebSocketPath.RefusalOf(request.Path, request.Origin, options);
        if (refusal is not null)
        {
            WebSocketHandshake.WriteRefusal(refusal, reply);
            return new Received.Leave(reply.WrittenMemory);
        }

        if (carrier.Peer is { } peer && room.Proxies.Contains(peer.Address))
        {
            var (standard, hosts) = (request.ValuesOf(Forwarded.StandardName), request.ValuesOf(Forwarded.ForName));
            carrier.Peer = Forwarded.Read(peer, standard, hosts, schemes: "", room.Proxies).Client;
        }

        WebSocketHandshake.WriteAcceptance(request, reply);
        Format = request.Format;
        _reader = request.Format.CreateGatewayReader();
        _input.Consume(request.HeadBytes);
        return new Received.Control(reply.WrittenMemory);
    }

    /// <summary>The meaning of one frame; null when it has none, like a fragment.</summary>
    private static Received? Decode(WireFormat format, FrameRead read)
    {
        switch (read.Kind)
        {
            case FrameReadKind.Message when format.Codec.IsHeartbeat(read.Payload):
                return HeartbeatFrame;
            case FrameReadKind.Message:
                return format.Codec.TryDecode(read.Payload, out ClientFrame? frame)
                    ? new Received.Frame(frame)
                    : new Received.Fault(CloseCode.ProtocolError);
            case FrameReadKind.Ping:
                var pong = new ArrayBufferWriter<byte>(FramePrefixes.BytesMax + read.Payload.Length);
                format.WritePong(read.Payload, pong);
                return new Received.Control(pong.WrittenMemory);
            case FrameReadKind.Pong:
                return PongFrame;
            case FrameReadKind.Close:
                var echo = new ArrayBufferWriter<byte>();
                format.WriteCloseEcho(read.CloseStatus, echo);
                return new Received.Leave(echo.WrittenMemory);
            default:
                return null;
        }
    }
}
