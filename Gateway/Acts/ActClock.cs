namespace PresenceCluster.Gateway.Acts;

/// <summary>
/// Gives the time at which this gateway received a request. Its times only grow, and none is given twice. The acts received by one gateway
/// therefore have an order, whatever happens to their calls (<see cref="Domain.ActOrder"/>).
/// </summary>
internal sealed class ActClock(TimeProvider time)
{
    private long _lastTicks;

    /// <summary>The time of an act that is asked for now.</summary>
    public DateTimeOffset Next()
    {
        var ticks = time.GetUtcNow().UtcTicks;
        while (true)
        {
            var last = Volatile.Read(ref _lastTicks);
            var next = Math.Max(ticks, last + 1);
            if (Interlocked.CompareExchange(ref _lastTicks, next, last) == last)
                return new DateTimeOffset(next, TimeSpan.Zero);
        }
    }
}
