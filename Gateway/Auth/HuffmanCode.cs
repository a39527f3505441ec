namespace PresenceCluster.Gateway.Auth;

/// <summary>A canonical Huffman code of RFC 1951: how many codes there are of each length, and the symbols in the order of their codes.</summary>
internal readonly ref struct HuffmanCode(Span<ushort> counts, Span<ushort> symbols)
{
    /// <summary>One more than the longest code.</summary>
    public const int LengthsMax = 16;

    public Span<ushort> Counts { get; } = counts;

    public Span<ushort> Symbols { get; } = symbols;

    /// <summary>Builds the code from the code length of each symbol; 0 is "not used".</summary>
    /// <returns>False when there are more codes than bits, or fewer; only a code of a single symbol may be incomplete.</returns>
    public bool TryBuild(scoped ReadOnlySpan<byte> lengths)
    {
        Counts.Clear();
        foreach (var length in lengths)
            Counts[length]++;
        var used = lengths.Length - Counts[0];
        Counts[0] = 0;

        var left = 1;
        for (var length = 1; length < LengthsMax; length++)
        {
            left = (left << 1) - Counts[length];
            if (left < 0)
                return false;
        }

        Span<ushort> offsets = stackalloc ushort[LengthsMax];
        offsets.Clear();
        for (var length = 1; length < LengthsMax - 1; length++)
            offsets[length + 1] = (ushort)(offsets[length] + Counts[length]);
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
                Symbols[offsets[lengths[symbol]]++] = (ushort)symbol;
        }

        return left == 0 || used <= 1;
    }
}
