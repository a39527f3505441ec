namespace PresenceCluster.Protocol;

/// <summary>
/// Takes messages out of received bytes, one with each call. It does no IO and has no clock; the connection loop owns the buffer. It never
/// throws, whatever the bytes are.
/// </summary>
public abstract class FrameReader : IDisposable
{
    /// <summary>Looks for one frame at the start of the buffer.</summary>
    /// <param name="buffer">Everything received and not yet consumed. A frame that is consumed may be changed in place (unmasked).</param>
    /// <param name="payloadBytesMax">The longest message accepted now.</param>
    public abstract FrameRead TryRead(Span<byte> buffer, int payloadBytesMax);

    /// <summary>Returns the buffer of an unfinished message.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
