using System.Threading.Channels;

namespace PresenceCluster.Grains.Delivery;

/// <summary>Wakes one loop, by a call or when a time has passed. Calls between two waits count as one.</summary>
internal sealed class WakeSignal : IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _timer;

    public WakeSignal(TimeProvider time)
        => _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Wake() => _calls.Writer.TryWrite(true);

    public async ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        _timer.Change(atMost < ShortestWait ? ShortestWait : atMost, Timeout.InfiniteTimeSpan);
        await _calls.Reader.ReadAsync(cancellationToken);
    }

    public void Dispose() => _timer.Dispose();
}
