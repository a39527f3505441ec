namespace PresenceCluster.Client.Connections;

/// <summary>Bytes received and not yet consumed. Grows only as far as an announced frame needs, and shrinks back after a large one.</summary>
internal sealed class ReceiveBuffer
{
    private const int IdleBytes = 512;

    private byte[] _bytes = new byte[IdleBytes];
    private int _start;
    private int _end;

    /// <summary>The received bytes.</summary>
    public Span<byte> Received => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Room for at least one byte more, so that the received ones can become the given number.</summary>
    public Memory<byte> RoomFor(int bytesNeeded)
    {
        var received = Received;
        var capacity = Math.Max(IdleBytes, Math.Max(bytesNeeded, received.Length + 1));
        var target = capacity > _bytes.Length || (received.IsEmpty && _bytes.Length > capacity) ? new byte[capacity] : _bytes;
        received.CopyTo(target);
        (_end, _start, _bytes) = (received.Length, 0, target);
        return _bytes.AsMemory(_end);
    }

    /// <summary>Bytes were written into the room.</summary>
    public void Add(int bytes) => _end += bytes;

    /// <summary>Bytes at the start are done with.</summary>
    public void Consume(int bytes) => _start += bytes;
}
