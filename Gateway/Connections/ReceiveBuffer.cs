using System.Buffers;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// The bytes that a connection has received and not consumed yet. An idle connection waits with a few bytes of its own, enough for a
/// heartbeat in any encoding. Longer content moves into a rented buffer, which is returned as soon as it is empty. A declared length
/// reserves nothing: the buffer doubles only as bytes arrive.
/// </summary>
internal struct ReceiveBuffer
{
    private const int IdleBytes = 32;
    private const int RentedBytesMin = 1024;

    private readonly byte[] _idle = new byte[IdleBytes];
    private byte[]? _rented;
    private int _start;
    private int _end;

    public ReceiveBuffer()
    {
    }

    /// <summary>Everything received and not yet consumed.</summary>
    public readonly Span<byte> Received => Bytes.AsSpan(_start, _end - _start);

    private readonly byte[] Bytes => _rented ?? _idle;

    /// <summary>Where to receive next; never empty.</summary>
    public Memory<byte> Space()
    {
        if (_start > 0)
        {
            Received.CopyTo(Bytes);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == Bytes.Length)
            Grow(2 * _end);
        return Bytes.AsMemory(_end);
    }

    /// <summary>Adds the bytes that were received into <see cref="Space"/>.</summary>
    public void Advance(int receivedBytes) => _end += receivedBytes;

    /// <summary>Makes room for a frame that is longer than the idle bytes.</summary>
    public void Expect(int frameBytes)
    {
        if (_rented is null && frameBytes > IdleBytes)
            Grow(RentedBytesMin);
    }

    /// <summary>Drops bytes at the start.</summary>
    public void Consume(int consumedBytes)
    {
        _start += consumedBytes;
        if (_start == _end)
            Clear();
    }

    /// <summary>Drops everything and gives the rented buffer back.</summary>
    public void Clear()
    {
        _start = _end = 0;
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
    }

    private void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes, RentedBytesMin));
        var received = Received;
        received.CopyTo(larger);
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = larger;
        (_start, _end) = (0, received.Length);
    }
}
