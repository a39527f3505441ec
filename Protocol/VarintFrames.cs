namespace PresenceCluster.Protocol;

/// <summary>The length prefix of the TCP door: a protobuf varint that must fit 32 bits.</summary>
internal static class VarintFrames
{
    private const int LengthBytesMax = 5;

    /// <summary>Writes a length and says how many bytes it took.</summary>
    public static int WriteLength(Span<byte> destination, int payloadBytes)
    {
        var rest = (uint)payloadBytes;
        var written = 0;
        while (rest >= 0x80)
        {
            destination[written++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        destination[written++] = (byte)rest;
        return written;
    }

    /// <summary>
    /// Reads a length. Null with zero <paramref name="prefixBytes"/> means that more bytes are needed. Null otherwise means that the bytes
    /// are no 32-bit length: more than five bytes, as for a negative number, are refused.
    /// </summary>
    public static uint? ReadLength(ReadOnlySpan<byte> buffer, out int prefixBytes)
    {
        uint length = 0;
        for (var index = 0; index < LengthBytesMax; index++)
        {
            if (index == buffer.Length)
            {
                prefixBytes = 0;
                return null;
            }

            var next = buffer[index];
            if (index == LengthBytesMax - 1 && next > 0x0F)
                break;
            length |= (uint)(next & 0x7F) << (7 * index);
            if (next < 0x80)
            {
                prefixBytes = index + 1;
                return length;
            }
        }

        prefixBytes = LengthBytesMax;
        return null;
    }
}
