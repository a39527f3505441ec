using System.Buffers;
using System.Security.Cryptography;

namespace PresenceCluster.Protocol.WebSockets;

/// <summary>The WebSocket door: each frame is one WebSocket message of the subprotocol's type.</summary>
internal sealed class WebSocketWireFormat(IFrameCodec codec, FramePrefix prefix) : WireFormat(codec, prefix)
{
    private static readonly ReadOnlyMemory<byte> PingFrame = EncodePing();

    public override ReadOnlyMemory<byte> Ping => PingFrame;

    private WebSocketOpcode MessageOpcode => Codec.IsText ? WebSocketOpcode.Text : WebSocketOpcode.Binary;

    public override FrameReader CreateGatewayReader() => new WebSocketFrameReader(MessageOpcode, peerMasks: true);

    public override FrameReader CreateClientReader() => new WebSocketFrameReader(MessageOpcode, peerMasks: false);

    public override void Write(ClientFrame frame, IBufferWriter<byte> output)
    {
        // A client's frame is masked after it is encoded. Clients send little, so the extra copy costs little and keeps the gateway's path
        // simple.
        var message = new ArrayBufferWriter<byte>();
        Codec.Encode(frame, FramePrefixes.None, message);
        Span<byte> key = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(key);
        WebSocketFrameWriter.WriteMasked(MessageOpcode, message.WrittenSpan, BitConverter.ToUInt32(key), output);
    }

    public override void WritePong(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
        => WebSocketFrameWriter.Write(WebSocketOpcode.Pong, payload, output);

    public override void WriteClose(CloseCode code, IBufferWriter<byte> output)
        => WebSocketFrameWriter.WriteClose(code.Number, code.Text, output);

    public override void WriteCloseEcho(int status, IBufferWriter<byte> output)
    {
        if (status == WebSocketCloseStatus.None)
            WebSocketFrameWriter.Write(WebSocketOpcode.Close, [], output);
        else
            WebSocketFrameWriter.WriteClose(status, "", output);
    }

    private static ReadOnlyMemory<byte> EncodePing()
    {
        var output = new ArrayBufferWriter<byte>();
        WebSocketFrameWriter.Write(WebSocketOpcode.Ping, [], output);
        return output.WrittenMemory;
    }
}
