namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Limits a lasting rate with a burst, by one number per connection (the "generic cell rate algorithm"). The number is the time at which
/// the frames so far would be due at the lasting rate. It may be ahead of now by no more than the burst.
/// </summary>
/// <param name="interval">The time between two frames at the lasting rate.</param>
/// <param name="burst">How far ahead the frames may run.</param>
internal readonly struct FrameRate(long interval, long burst)
{
    /// <summary>Counts one frame.</summary>
    /// <returns>False when it is one too many.</returns>
    public bool TryCount(ref long dueAt, long now)
    {
        var next = Math.Max(dueAt, now) + interval;
        if (next - now > burst)
            return false;
        dueAt = next;
        return true;
    }
}
