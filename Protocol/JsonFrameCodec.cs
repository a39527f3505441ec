using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Google.Protobuf;

namespace PresenceCluster.Protocol;

/// <summary>
/// Frames as proto3 JSON, the subprotocol <c>presence.v1.json</c>, for browsers and scripts. Fields with default values are written too: a
/// script should not have to know that a missing status is OFFLINE.
/// </summary>
public sealed class JsonFrameCodec : IFrameCodec
{
    // The service's own frames nest four deep; the rest leaves room for unknown fields, which are skipped.
    private const int RecursionMax = 16;

    private static readonly byte[] HeartbeatBytes = """{"heartbeat":{}}"""u8.ToArray();
    private static readonly byte[] HeartbeatAckBytes = """{"heartbeatAck":{}}"""u8.ToArray();
    private static readonly JsonParser Parser = new(new JsonParser.Settings(RecursionMax).WithIgnoreUnknownFields(true));
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    // Bytes that are not UTF-8 must fail; the default encoding would replace them silently.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private JsonFrameCodec()
    {
    }

    /// <summary>The codec.</summary>
    public static JsonFrameCodec Instance { get; } = new();

    /// <inheritdoc/>
    public string Subprotocol => "presence.v1.json";

    /// <inheritdoc/>
    public bool IsText => true;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Heartbeat => HeartbeatBytes;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> HeartbeatAck => HeartbeatAckBytes;

    /// <summary>As JavaScript, Python and protobuf's own formatters space it.</summary>
    public bool IsHeartbeat(ReadOnlySpan<byte> message)
        => message.SequenceEqual(HeartbeatBytes)
        || message.SequenceEqual("""{"heartbeat": {}}"""u8)
        || message.SequenceEqual("""{ "heartbeat": { } }"""u8);

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> message, [NotNullWhen(true)] out ClientFrame? frame)
    {
        frame = Parse<ClientFrame>(message);
        return frame is { KindCase: not ClientFrame.KindOneofCase.None };
    }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> message, [NotNullWhen(true)] out ServerFrame? frame)
    {
        frame = Parse<ServerFrame>(message);
        return frame is { KindCase: not ServerFrame.KindOneofCase.None };
    }

    /// <inheritdoc/>
    public void Encode(ClientFrame frame, FramePrefix prefix, IBufferWriter<byte> output) => Write(frame, prefix, output);

    /// <inheritdoc/>
    public void Encode(ServerFrame frame, FramePrefix prefix, IBufferWriter<byte> output) => Write(frame, prefix, output);

    private static TFrame? Parse<TFrame>(ReadOnlySpan<byte> message)
        where TFrame : class, IMessage, new()
    {
        try
        {
            return Parser.Parse<TFrame>(StrictUtf8.GetString(message));
        }
        catch (Exception garbage) when (IsGarbage(garbage))
        {
            return null;
        }
    }

    // The exceptions of the parser and its conversions on text that is no frame. Any other exception is a bug and is not caught.
    private static bool IsGarbage(Exception exception)
        => exception is InvalidProtocolBufferException or InvalidJsonException or FormatException or OverflowException or ArgumentException
            or InvalidOperationException;

    private static void Write(IMessage frame, FramePrefix prefix, IBufferWriter<byte> output)
    {
        var text = Formatter.Format(frame);
        var payloadBytes = Encoding.UTF8.GetByteCount(text);
        var destination = output.GetSpan(FramePrefixes.BytesMax + payloadBytes);
        var prefixBytes = prefix(destination, payloadBytes);
        Encoding.UTF8.GetBytes(text, destination[prefixBytes..]);
        output.Advance(prefixBytes + payloadBytes);
    }
}
