using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace PresenceCluster.Tests.Client;

/// <summary>A fake clock that reports when a wait has begun, so that a test never advances too early.</summary>
internal sealed class ClockWithTimers : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until a timer of that length was started, and lets it elapse.</summary>
    public async Task ElapseAsync(TimeSpan dueTime)
    {
        var seen = new List<TimeSpan>();
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), System);
            while (seen.Count == 0 || seen[^1] != dueTime)
                seen.Add(await _timers.Reader.ReadAsync(patience.Token));
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nobody started to wait for {dueTime}; seen: {string.Join(", ", seen)}.");
        }

        Advance(dueTime);
    }
}
