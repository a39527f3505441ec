using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace PresenceCluster.Protocol.WebSockets;

/// <summary>Writes WebSocket frames, never fragmented: plain as a gateway, masked as a client.</summary>
public static class WebSocketFrameWriter
{
    /// <summary>The longest head: two bytes, a 64-bit length and a masking key.</summary>
    public const int HeaderBytesMax = 14;

    private const byte FinalBit = 0x80, MaskBit = 0x80, Length16 = 126, Length64 = 127;

    /// <summary>Writes the head of an unmasked final frame and says how many bytes it took.</summary>
    public static int WriteHeader(Span<byte> destination, WebSocketOpcode opcode, int payloadBytes)
    {
        destination[0] = (byte)(FinalBit | (byte)opcode);
        switch (payloadBytes)
        {
            case < Length16:
                destination[1] = (byte)payloadBytes;
                return 2;
            case <= ushort.MaxValue:
                destination[1] = Length16;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payloadBytes);
                return 2 + sizeof(ushort);
            default:
                destination[1] = Length64;
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payloadBytes);
                return 2 + sizeof(ulong);
        }
    }

    /// <summary>Writes a frame as a gateway.</summary>
    public static void Write(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        var destination = output.GetSpan(HeaderBytesMax + payload.Length);
        var headerBytes = WriteHeader(destination, opcode, payload.Length);
        payload.CopyTo(destination[headerBytes..]);
        output.Advance(headerBytes + payload.Length);
    }

    /// <summary>Writes a frame as a client. The key must be unpredictable and new for every frame.</summary>
    public static void WriteMasked(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, uint key, IBufferWriter<byte> output)
    {
        var destination = output.GetSpan(HeaderBytesMax + payload.Length);
        var headerBytes = WriteHeader(destination, opcode, payload.Length);
        destination[1] |= MaskBit;
        BitConverter.TryWriteBytes(destination[headerBytes..], key);
        headerBytes += sizeof(uint);
        payload.CopyTo(destination[headerBytes..]);
        WebSocketMask.Apply(destination.Slice(headerBytes, payload.Length), key);
        output.Advance(headerBytes + payload.Length);
    }

    /// <summary>Writes a close frame as a gateway. A reason that does not fit into a control frame is left out.</summary>
    public static void WriteClose(int status, string reason, IBufferWriter<byte> output)
    {
        Span<byte> payload = stackalloc byte[sizeof(ushort) + WebSocketCloseStatus.ReasonBytesMax];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        var payloadBytes = sizeof(ushort);
        if (Encoding.UTF8.TryGetBytes(reason, payload[payloadBytes..], out var reasonBytes))
            payloadBytes += reasonBytes;
        Write(WebSocketOpcode.Close, payload[..payloadBytes], output);
    }
}
