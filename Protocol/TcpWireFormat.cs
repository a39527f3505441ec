using System.Buffers;

namespace PresenceCluster.Protocol;

/// <summary>The TCP door: every message is preceded by its length as a varint, in both directions.</summary>
internal sealed class TcpWireFormat() : WireFormat(ProtobufFrameCodec.Instance, FramePrefixes.Varint)
{
    public override FrameReader CreateGatewayReader() => VarintFrameReader.Instance;

    public override FrameReader CreateClientReader() => VarintFrameReader.Instance;

    public override void Write(ClientFrame frame, IBufferWriter<byte> output) => Codec.Encode(frame, FramePrefixes.Varint, output);

    public override void WritePong(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
    }

    public override void WriteClose(CloseCode code, IBufferWriter<byte> output)
    {
    }

    public override void WriteCloseEcho(int status, IBufferWriter<byte> output)
    {
    }
}
