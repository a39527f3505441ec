using System.Collections.Immutable;
using System.Threading.Channels;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>The notices on their way to one gateway: in order, bounded, many to a call.</summary>
internal sealed class CloseNoticeLane
{
    private readonly Channel<CloseNotice> _waiting;

    public CloseNoticeLane(
        UserGrainOptions options, Func<ImmutableArray<CloseNotice>, CancellationToken, Task> deliver, CancellationToken stopping)
    {
        _waiting = Channel.CreateBounded<CloseNotice>(
            new BoundedChannelOptions(options.CloseNoticesMax) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        Completion = RunAsync(options.CloseNoticeBatchMax, deliver, stopping);
    }

    /// <summary>Completes when the lane has stopped.</summary>
    public Task Completion { get; }

    /// <summary>Adds a notice; false when the lane is full.</summary>
    public bool TryAdd(CloseNotice notice) => _waiting.Writer.TryWrite(notice);

    /// <summary>Takes no more notices; the lane stops after those that wait.</summary>
    public void End() => _waiting.Writer.TryComplete();

    private async Task RunAsync(
        int batchMax, Func<ImmutableArray<CloseNotice>, CancellationToken, Task> deliver, CancellationToken stopping)
    {
        // The lane is opened inside a grain's turn, but must not run on that grain's scheduler.
        await Turn.LeaveAsync();
        var batch = ImmutableArray.CreateBuilder<CloseNotice>();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stopping).ConfigureAwait(false))
            {
                while (batch.Count < batchMax && _waiting.Reader.TryRead(out var notice))
                    batch.Add(notice);
                await deliver(batch.ToImmutable(), stopping).ConfigureAwait(false);
                batch.Clear();
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The process stops, which may break a call off with any fault. Its sessions are stored, and their fences hold.
        }
    }
}
