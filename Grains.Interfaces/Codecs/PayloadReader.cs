using System.Buffers.Binary;
using System.Text;

namespace PresenceCluster.Grains.Interfaces.Codecs;

/// <summary>Reads what <see cref="PayloadWriter"/> wrote. Bytes that end too early, or a length beyond them, are a <see cref="FormatException"/>.</summary>
/// <param name="bytes">The bytes.</param>
internal ref struct PayloadReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte ReadByte() => Take(1)[0];

    public bool ReadFlag() => ReadByte() != 0;

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public Guid ReadGuid() => new(Take(16));

    public long ReadNumber()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next <= 0x7f)
                return (long)value;
        }

        throw new FormatException("A number is too long.");
    }

    /// <summary>How many items of a list follow. Each takes at least a byte, so a damaged number allocates nothing.</summary>
    public int ReadCount()
    {
        var count = ReadNumber();
        return count >= 0 && count <= _rest.Length ? (int)count : throw new FormatException("A length is negative or beyond the end.");
    }

    public string ReadText() => Encoding.UTF8.GetString(Take(ReadCount()));

    /// <summary>Reads over a text.</summary>
    public void PassText() => Take(ReadCount());

    /// <summary>A text that many sessions have in common.</summary>
    public string ReadSharedText() => SharedTexts.Read(Take(ReadCount()));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw new FormatException("It ends too early.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
