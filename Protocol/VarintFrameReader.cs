namespace PresenceCluster.Protocol;

/// <summary>Takes messages out of the TCP door's byte stream: a varint length, then that many bytes. It keeps no state between calls.</summary>
public sealed class VarintFrameReader : FrameReader
{
    private VarintFrameReader()
    {
    }

    /// <summary>The reader, for any number of connections.</summary>
    public static VarintFrameReader Instance { get; } = new();

    /// <inheritdoc/>
    public override FrameRead TryRead(Span<byte> buffer, int payloadBytesMax)
    {
        if (VarintFrames.ReadLength(buffer, out var prefixBytes) is not { } length)
            return prefixBytes == 0 ? FrameRead.NeedMore(buffer.Length + 1) : FrameRead.Broken(CloseCode.ProtocolError);

        // Checked before anything is kept: a length alone must not make the caller reserve memory.
        if (length > (uint)payloadBytesMax)
            return FrameRead.Broken(CloseCode.FrameTooLarge);

        var frameBytes = prefixBytes + (int)length;
        return frameBytes > buffer.Length
            ? FrameRead.NeedMore(frameBytes)
            : FrameRead.Message(frameBytes, buffer[prefixBytes..frameBytes]);
    }
}
