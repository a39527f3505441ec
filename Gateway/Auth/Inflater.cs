using System.Buffers.Binary;

namespace PresenceCluster.Gateway.Auth;

/// <summary>
/// Inflates one small zlib stream (RFC 1950, RFC 1951) from a span into a span. The framework's stream needs an object, a native
/// window of 40 KB and an exception for each forged token; a login door needs none of these. Never throws, never writes past
/// <c>output</c>: what does not fit is refused, which is what ends a zip bomb.
/// </summary>
internal ref struct Inflater
{
    private const int HeaderBytes = 2;
    private const int ChecksumBytes = 4;
    private const int LiteralSymbolsMax = 288;
    private const int DistanceSymbolsMax = 32;
    private const int LengthCodeSymbols = 19;
    private const int EndOfBlock = 256;

    private readonly ReadOnlySpan<byte> _input;
    private readonly Span<byte> _output;
    private int _position;
    private int _length;
    private uint _bits;
    private int _bitCount;

    private Inflater(ReadOnlySpan<byte> input, Span<byte> output)
    {
        _input = input;
        _output = output;
    }

    // Length codes 257..285 and distance codes 0..29 of RFC 1951, section 3.2.5: the first value of each, and its extra bits.
    private static ReadOnlySpan<ushort> LengthBases =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static ReadOnlySpan<byte> LengthExtraBits =>
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static ReadOnlySpan<ushort> DistanceBases =>
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
        16385, 24577,
    ];

    private static ReadOnlySpan<byte> DistanceExtraBits =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    private static ReadOnlySpan<byte> LengthCodeOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Inflates a whole stream.</summary>
    /// <returns>False when it is damaged, truncated, followed by other bytes, or larger than <paramref name="output"/>.</returns>
    public static bool TryInflate(ReadOnlySpan<byte> zlib, Span<byte> output, out int length)
    {
        length = 0;
        if (zlib.Length < HeaderBytes + ChecksumBytes || !IsHeader(zlib[0], zlib[1]))
            return false;

        var inflater = new Inflater(zlib[HeaderBytes..^ChecksumBytes], output);
        if (!inflater.TryReadBlocks() || inflater._position != inflater._input.Length)
            return false;

        length = inflater._length;
        return Adler32(output[..length]) == BinaryPrimitives.ReadUInt32BigEndian(zlib[^ChecksumBytes..]);
    }

    // Deflate with a window of at most 32 KB, the header's check bits right, and no preset dictionary.
    private static bool IsHeader(byte method, byte flags)
        => (method & 0x0f) == 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 == 0 && (flags & 0x20) == 0;

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65521;
        uint low = 1, high = 0;
        foreach (var value in bytes)
        {
            low = (low + value) % Modulus;
            high = (high + low) % Modulus;
        }

        return (high << 16) | low;
    }

    private bool TryReadBlocks()
    {
        bool isLast;
        do
        {
            if (!TryTakeBits(1, out var last) || !TryTakeBits(2, out var kind))
                return false;
            isLast = last == 1;
            var isRead = kind switch
            {
                0 => TryReadStored(),
                1 => TryReadFixed(),
                2 => TryReadDynamic(),
                _ => false,
            };
            if (!isRead)
                return false;
        }
        while (!isLast);

        return true;
    }

    private bool TryReadStored()
    {
        (_bits, _bitCount) = (0, 0);
        if (_input.Length - _position < 4)
            return false;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(_input[_position..]);
        int complement = BinaryPrimitives.ReadUInt16LittleEndian(_input[(_position + 2)..]);
        _position += 4;
        if (count != (~complement & 0xffff) || _input.Length - _position < count || _output.Length - _length < count)
            return false;
        _input.Slice(_position, count).CopyTo(_output[_length..]);
        _position += count;
        _length += count;
        return true;
    }

    private bool TryReadFixed()
    {
        Span<byte> lengths = stackalloc byte[LiteralSymbolsMax];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        Span<byte> distanceLengths = stackalloc byte[30];
        distanceLengths.Fill(5);
        return TryReadSymbols(lengths, distanceLengths);
    }

    private bool TryReadDynamic()
    {
        if (!TryTakeBits(5, out var literals) || !TryTakeBits(5, out var distances) || !TryTakeBits(4, out var codes))
            return false;
        var literalCount = (int)literals + 257;
        var distanceCount = (int)distances + 1;
        if (literalCount > 286 || distanceCount > 30)
            return false;

        Span<byte> lengths = stackalloc byte[LiteralSymbolsMax + DistanceSymbolsMax];
        lengths.Clear();
        for (var i = 0; i < codes + 4; i++)
        {
            if (!TryTakeBits(3, out var bits))
                return false;
            lengths[LengthCodeOrder[i]] = (byte)bits;
        }

        var lengthCode = new HuffmanCode(stackalloc ushort[HuffmanCode.LengthsMax], stackalloc ushort[LengthCodeSymbols]);
        return lengthCode.TryBuild(lengths[..LengthCodeSymbols])
            && TryReadLengths(lengthCode, lengths[..(literalCount + distanceCount)])
            && lengths[EndOfBlock] != 0
            && TryReadSymbols(lengths[..literalCount], lengths.Slice(literalCount, distanceCount));
    }

    private bool TryReadLengths(scoped HuffmanCode code, scoped Span<byte> lengths)
    {
        for (var i = 0; i < lengths.Length;)
        {
            if (!TryTakeSymbol(code, out var symbol))
                return false;
            if (symbol < 16)
            {
                lengths[i++] = (byte)symbol;
                continue;
            }

            if (symbol == 16 && i == 0)
                return false;
            var repeated = symbol == 16 ? lengths[i - 1] : (byte)0;
            var (bits, least) = symbol switch { 16 => (2, 3), 17 => (3, 3), _ => (7, 11) };
            if (!TryTakeBits(bits, out var more) || i + least + (int)more > lengths.Length)
                return false;
            lengths.Slice(i, least + (int)more).Fill(repeated);
            i += least + (int)more;
        }

        return true;
    }

    private bool TryReadSymbols(scoped ReadOnlySpan<byte> literalLengths, scoped ReadOnlySpan<byte> distanceLengths)
    {
        var literalCode = new HuffmanCode(stackalloc ushort[HuffmanCode.LengthsMax], stackalloc ushort[LiteralSymbolsMax]);
        var distanceCode = new HuffmanCode(stackalloc ushort[HuffmanCode.LengthsMax], stackalloc ushort[DistanceSymbolsMax]);
        if (!literalCode.TryBuild(literalLengths) || !distanceCode.TryBuild(distanceLengths))
            return false;

        while (TryTakeSymbol(literalCode, out var symbol))
        {
            if (symbol == EndOfBlock)
                return true;
            if (symbol > EndOfBlock)
            {
                if (!TryCopy(symbol - EndOfBlock - 1, distanceCode))
                    return false;
            }
            else if (_length == _output.Length)
            {
                return false;
            }
            else
            {
                _output[_length++] = (byte)symbol;
            }
        }

        return false;
    }

    private bool TryCopy(int lengthSymbol, scoped HuffmanCode distanceCode)
    {
        if (lengthSymbol >= LengthBases.Length || !TryTakeBits(LengthExtraBits[lengthSymbol], out var moreLength)
            || !TryTakeSymbol(distanceCode, out var distanceSymbol) || distanceSymbol >= DistanceBases.Length
            || !TryTakeBits(DistanceExtraBits[distanceSymbol], out var moreDistance))
            return false;

        var count = LengthBases[lengthSymbol] + (int)moreLength;
        var distance = DistanceBases[distanceSymbol] + (int)moreDistance;
        if (distance > _length || count > _output.Length - _length)
            return false;
        // Byte by byte: the source may overlap what is being written, which repeats it.
        for (; count > 0; count--, _length++)
            _output[_length] = _output[_length - distance];
        return true;
    }

    private bool TryTakeSymbol(scoped HuffmanCode code, out int symbol)
    {
        int bits = 0, first = 0, index = 0;
        for (var length = 1; length < HuffmanCode.LengthsMax; length++)
        {
            if (!TryTakeBits(1, out var bit))
                break;
            bits |= (int)bit;
            int count = code.Counts[length];
            if (bits - first < count)
            {
                symbol = code.Symbols[index + bits - first];
                return true;
            }

            index += count;
            first = (first + count) << 1;
            bits <<= 1;
        }

        symbol = -1;
        return false;
    }

    private bool TryTakeBits(int count, out uint value)
    {
        while (_bitCount < count)
        {
            if (_position == _input.Length)
            {
                value = 0;
                return false;
            }

            _bits |= (uint)_input[_position++] << _bitCount;
            _bitCount += 8;
        }

        value = _bits & ((1u << count) - 1);
        _bits >>= count;
        _bitCount -= count;
        return true;
    }
}
