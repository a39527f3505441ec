using PresenceCluster.Domain;
using PresenceCluster.Storage.Clocks;

namespace PresenceCluster.Gateway.Acts;

/// <summary>
/// Gives the time at which this gateway received a request. Its times only grow, and none is given twice. The acts received by one gateway
/// therefore have an order, whatever happens to their calls (<see cref="ActOrder"/>). While the process's clock is being corrected, its
/// times say nothing about the acts of other gateways.
/// </summary>
internal sealed class ActClock(TimeProvider time)
{
    private readonly ProcessClock? _process = time as ProcessClock;
    private long _lastTicks;

    /// <summary>The time of an act that is asked for now.</summary>
    public ActTime Next()
    {
        var ticks = time.GetUtcNow().UtcTicks;
        while (true)
        {
            var last = Volatile.Read(ref _lastTicks);
            var next = Math.Max(ticks, last + 1);
            if (Interlocked.CompareExchange(ref _lastTicks, next, last) == last)
                return new ActTime(new DateTimeOffset(next, TimeSpan.Zero), _process is not { IsExact: false });
        }
    }
}
