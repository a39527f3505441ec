using System.Buffers;
using System.Text;
using PresenceCluster.Protocol;
using PresenceCluster.Protocol.WebSockets;
using Xunit;

namespace PresenceCluster.Tests.Protocol;

/// <summary>One event that a reader reported, copied from its buffers so that tests can compare it.</summary>
internal sealed record SeenFrame(FrameReadKind Kind, string Payload, int CloseStatus, CloseCode? Fault)
{
    public static SeenFrame Message(string payload) => new(FrameReadKind.Message, payload, 0, null);

    public static SeenFrame Ping(string payload) => new(FrameReadKind.Ping, payload, 0, null);

    public static SeenFrame Pong { get; } = new(FrameReadKind.Pong, "", 0, null);

    public static SeenFrame Close(int status, string reason) => new(FrameReadKind.Close, reason, status, null);

    public static SeenFrame Broken(CloseCode fault) => new(FrameReadKind.Fault, "", 0, fault);
}

/// <summary>Feeds a reader as a connection loop does, in pieces of any size, until the bytes or the tries end.</summary>
internal static class FrameReading
{
    public static List<SeenFrame> Feed(FrameReader reader, byte[] bytes, int pieceBytes, int payloadBytesMax = 1024)
    {
        var seen = new List<SeenFrame>();
        var buffer = new byte[bytes.Length];
        var (start, end) = (0, 0);
        while (end < bytes.Length)
        {
            var piece = Math.Min(pieceBytes, bytes.Length - end);
            bytes.AsSpan(end, piece).CopyTo(buffer.AsSpan(end));
            end += piece;
            while (true)
            {
                var read = reader.TryRead(buffer.AsSpan(start, end - start), payloadBytesMax);
                if (read.Kind == FrameReadKind.NeedMore)
                {
                    Assert.True(read.BytesNeeded > end - start, "NeedMore must ask for more than there is.");
                    break;
                }

                if (read.Kind != FrameReadKind.Skipped)
                    seen.Add(Copy(read));
                if (read.Kind == FrameReadKind.Fault)
                    return seen;
                Assert.InRange(read.Consumed, 1, end - start);
                start += read.Consumed;
            }
        }

        return seen;
    }

    /// <summary>The bytes of one WebSocket frame with every bit under the test's control.</summary>
    public static byte[] WebSocketFrame(WebSocketOpcode opcode, byte[] payload, bool isFinal = true, uint? key = 0x04030201)
    {
        var output = new ArrayBufferWriter<byte>();
        if (key is { } maskingKey)
            WebSocketFrameWriter.WriteMasked(opcode, payload, maskingKey, output);
        else
            WebSocketFrameWriter.Write(opcode, payload, output);
        var frame = output.WrittenSpan.ToArray();
        if (!isFinal)
            frame[0] &= 0x7F;
        return frame;
    }

    public static byte[] WebSocketFrame(WebSocketOpcode opcode, string payload, bool isFinal = true, uint? key = 0x04030201)
        => WebSocketFrame(opcode, Encoding.UTF8.GetBytes(payload), isFinal, key);

    private static SeenFrame Copy(FrameRead read)
        => new(read.Kind, Encoding.UTF8.GetString(TextOf(read)), read.CloseStatus, read.Fault);

    // Of a close frame the reason, which stands after the status.
    private static ReadOnlySpan<byte> TextOf(FrameRead read)
        => read.Kind == FrameReadKind.Close ? read.Payload[Math.Min(2, read.Payload.Length)..] : read.Payload;
}
