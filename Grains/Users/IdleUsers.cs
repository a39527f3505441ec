using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Ends the activations of users shortly after their last change, so that memory holds those that change and not those that are Online. The
/// book has their state. An activation does not end between two calls that follow each other closely: Orleans gives up a call that meets
/// the end of several activations.
/// </summary>
internal sealed class IdleUsers(TimeProvider time) : BackgroundService
{
    /// <summary>How long an activation stays after its last change.</summary>
    internal static readonly TimeSpan IdleTime = TimeSpan.FromMilliseconds(250);

    // Beyond it an activation is left to Orleans' collector.
    private const int WaitingMax = 100_000;

    private readonly Channel<Idle> _waiting = Channel.CreateBounded<Idle>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Ends an activation soon, unless it is called until then.</summary>
    /// <param name="grain">The activation.</param>
    /// <param name="calls">How many calls it has had.</param>
    public void Watch(UserGrain grain, int calls) => _waiting.Writer.TryWrite(new Idle(grain, calls, time.GetTimestamp()));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (grain, calls, since) in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            if (IdleTime - time.GetElapsedTime(since) is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, time, stoppingToken);
            grain.LeaveUnlessCalled(calls);
        }
    }

    private readonly record struct Idle(UserGrain Grain, int Calls, long Since);
}
