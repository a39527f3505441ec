using System.Buffers.Binary;

namespace PresenceCluster.Protocol.WebSockets;

/// <summary>The head of one WebSocket frame (RFC 6455 §5.2), with every rule that can be checked on the head alone.</summary>
/// <param name="Opcode">The kind of frame.</param>
/// <param name="IsFinal">Whether the message ends with it.</param>
/// <param name="IsMasked">Whether the payload is masked; clients mask, gateways do not.</param>
/// <param name="MaskingKey">The key, as its four bytes read in the machine's own order.</param>
/// <param name="PayloadBytes">How many bytes follow.</param>
/// <param name="HeaderBytes">How many bytes the head took.</param>
public readonly record struct WebSocketFrameHeader(
    WebSocketOpcode Opcode, bool IsFinal, bool IsMasked, uint MaskingKey, long PayloadBytes, int HeaderBytes)
{
    private const int ControlPayloadBytesMax = 125;
    private const int ShortHeaderBytes = 2;
    private const byte FinalBit = 0x80, ReservedBits = 0x70, OpcodeBits = 0x0F, MaskBit = 0x80, LengthBits = 0x7F;
    private const byte Length16 = 126, Length64 = 127;

    /// <summary>Whether the frame is a close, ping or pong: never fragmented, and allowed between fragments.</summary>
    public bool IsControl => Opcode >= WebSocketOpcode.Close;

    /// <summary>Reads a head.</summary>
    /// <param name="buffer">The received bytes.</param>
    /// <param name="header">The head, when true is returned.</param>
    /// <param name="bytesNeeded">When false is returned: how many bytes a head needs, or 0 when these can never become one.</param>
    public static bool TryRead(ReadOnlySpan<byte> buffer, out WebSocketFrameHeader header, out int bytesNeeded)
    {
        header = default;
        bytesNeeded = ShortHeaderBytes;
        if (buffer.Length < ShortHeaderBytes)
            return false;

        var lengthCode = (byte)(buffer[1] & LengthBits);
        var isMasked = (buffer[1] & MaskBit) != 0;
        var opcode = (WebSocketOpcode)(buffer[0] & OpcodeBits);
        var isFinal = (buffer[0] & FinalBit) != 0;
        if ((buffer[0] & ReservedBits) != 0 || !IsKnown(opcode))
            return Broken(out bytesNeeded);
        if (opcode >= WebSocketOpcode.Close && (!isFinal || lengthCode > ControlPayloadBytesMax))
            return Broken(out bytesNeeded);

        var lengthBytes = lengthCode switch { Length16 => sizeof(ushort), Length64 => sizeof(ulong), _ => 0 };
        var headerBytes = ShortHeaderBytes + lengthBytes + (isMasked ? sizeof(uint) : 0);
        bytesNeeded = headerBytes;
        if (buffer.Length < headerBytes)
            return false;

        var payloadBytes = lengthCode switch
        {
            Length16 => BinaryPrimitives.ReadUInt16BigEndian(buffer[ShortHeaderBytes..]),
            Length64 => BinaryPrimitives.ReadInt64BigEndian(buffer[ShortHeaderBytes..]),
            _ => lengthCode,
        };

        // A length must take the shortest form, and its top bit is zero.
        var isShortest = lengthCode switch { Length16 => payloadBytes >= Length16, Length64 => payloadBytes > ushort.MaxValue, _ => true };
        if (!isShortest)
            return Broken(out bytesNeeded);

        var key = isMasked ? BitConverter.ToUInt32(buffer[(headerBytes - sizeof(uint))..]) : 0;
        header = new WebSocketFrameHeader(opcode, isFinal, isMasked, key, payloadBytes, headerBytes);
        return true;
    }

    private static bool IsKnown(WebSocketOpcode opcode)
        => opcode is <= WebSocketOpcode.Binary or (>= WebSocketOpcode.Close and <= WebSocketOpcode.Pong);

    private static bool Broken(out int bytesNeeded)
    {
        bytesNeeded = 0;
        return false;
    }
}
