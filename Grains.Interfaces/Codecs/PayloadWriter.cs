using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace PresenceCluster.Grains.Interfaces.Codecs;

/// <summary>Writes a stored form into one buffer, which grows as needed. Integers are little-endian; texts are UTF-8 behind their length.</summary>
/// <param name="buffer">The first buffer, usually on the stack.</param>
internal ref struct PayloadWriter(Span<byte> buffer)
{
    /// <summary>Enough for a user with a few sessions.</summary>
    public const int UsualBytes = 1024;

    private const int NumberBytesMax = 10;

    private Span<byte> _buffer = buffer;
    private byte[]? _rented;
    private int _length;

    /// <summary>What was written. The writer is not used after this.</summary>
    public byte[] Finish()
    {
        var written = _buffer[.._length].ToArray();
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        return written;
    }

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    public void WriteFlag(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(sizeof(ushort)), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(sizeof(long)), value);

    public void WriteGuid(Guid value) => value.TryWriteBytes(Reserve(16));

    /// <summary>Writes a number in groups of seven bits, the lowest first. Small numbers take one byte.</summary>
    public void WriteNumber(long value)
    {
        EnsureRoom(NumberBytesMax);
        var rest = (ulong)value;
        for (; rest > 0x7f; rest >>= 7)
            _buffer[_length++] = (byte)(rest | 0x80);
        _buffer[_length++] = (byte)rest;
    }

    public void WriteText(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        WriteNumber(bytes);
        Encoding.UTF8.GetBytes(text, Reserve(bytes));
    }

    private Span<byte> Reserve(int bytes)
    {
        EnsureRoom(bytes);
        _length += bytes;
        return _buffer[(_length - bytes).._length];
    }

    private void EnsureRoom(int bytes)
    {
        if (_buffer.Length - _length >= bytes)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + bytes));
        _buffer[.._length].CopyTo(larger);
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _buffer = _rented = larger;
    }
}
