namespace PresenceCluster.Protocol;

/// <summary>
/// Takes messages out of received bytes, one call at a time. It does no IO and knows no clock; the connection loop owns the buffer.
/// Whatever the bytes are, it answers and never throws.
/// </summary>
public abstract class FrameReader : IDisposable
{
    /// <summary>Looks for one frame at the start of the buffer.</summary>
    /// <param name="buffer">Everything received and not yet consumed. A frame that is consumed may be changed in place (unmasked).</param>
    /// <param name="payloadBytesMax">The longest message accepted now.</param>
    public abstract FrameRead TryRead(Span<byte> buffer, int payloadBytesMax);

    /// <summary>Gives back what an unfinished message holds.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
