using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace PresenceCluster.Protocol;

/// <summary>Frames as protobuf messages: the TCP door and the subprotocol <c>presence.v1.protobuf</c>.</summary>
public sealed class ProtobufFrameCodec : IFrameCodec
{
    // Field 2 (heartbeat and heartbeat_ack alike), length-delimited, empty.
    private static readonly byte[] EmptyFieldTwo = [0x12, 0x00];
    private static readonly MessageParser<ClientFrame> ClientFrames = ClientFrame.Parser.WithDiscardUnknownFields(true);
    private static readonly MessageParser<ServerFrame> ServerFrames = ServerFrame.Parser.WithDiscardUnknownFields(true);

    private ProtobufFrameCodec()
    {
    }

    /// <summary>The codec.</summary>
    public static ProtobufFrameCodec Instance { get; } = new();

    /// <inheritdoc/>
    public string Subprotocol => "presence.v1.protobuf";

    /// <inheritdoc/>
    public bool IsText => false;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Heartbeat => EmptyFieldTwo;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> HeartbeatAck => EmptyFieldTwo;

    /// <inheritdoc/>
    public bool IsHeartbeat(ReadOnlySpan<byte> message) => message.SequenceEqual(EmptyFieldTwo);

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> message, [NotNullWhen(true)] out ClientFrame? frame)
    {
        frame = Parse(ClientFrames, message);
        return frame is { KindCase: not ClientFrame.KindOneofCase.None };
    }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> message, [NotNullWhen(true)] out ServerFrame? frame)
    {
        frame = Parse(ServerFrames, message);
        return frame is { KindCase: not ServerFrame.KindOneofCase.None };
    }

    /// <inheritdoc/>
    public void Encode(ClientFrame frame, FramePrefix prefix, IBufferWriter<byte> output) => Write(frame, prefix, output);

    /// <inheritdoc/>
    public void Encode(ServerFrame frame, FramePrefix prefix, IBufferWriter<byte> output) => Write(frame, prefix, output);

    private static TFrame? Parse<TFrame>(MessageParser<TFrame> parser, ReadOnlySpan<byte> message)
        where TFrame : class, IMessage<TFrame>
    {
        try
        {
            return parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static void Write(IMessage frame, FramePrefix prefix, IBufferWriter<byte> output)
    {
        var payloadBytes = frame.CalculateSize();
        var destination = output.GetSpan(FramePrefixes.BytesMax + payloadBytes);
        var prefixBytes = prefix(destination, payloadBytes);
        frame.WriteTo(destination.Slice(prefixBytes, payloadBytes));
        output.Advance(prefixBytes + payloadBytes);
    }
}
