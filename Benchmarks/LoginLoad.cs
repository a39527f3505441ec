using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Benchmarks;

/// <summary>Logins through the grains, from the process that runs it.</summary>
internal sealed class LoginLoad(IHost host)
{
    private readonly IGrainFactory _grains = host.Services.GetRequiredService<IGrainFactory>();
    private readonly ClusterView _cluster = host.Services.GetRequiredService<ClusterView>();
    private long _connections;
    private long _longestTicks;

    /// <summary>The connection of the latest login.</summary>
    public ConnectionRef Latest => new(_cluster.LocalGateway, Volatile.Read(ref _connections));

    /// <summary>Logs users in, each once.</summary>
    /// <param name="first">The number of the first user.</param>
    /// <param name="count">How many.</param>
    /// <param name="platform">On which platform.</param>
    /// <param name="inFlight">How many at a time.</param>
    public async Task<MeasuredLogins> RunAsync(int first, int count, Platform platform, int inFlight)
    {
        var (startedAt, allocated, next) = (TimeProvider.System.GetTimestamp(), GC.GetTotalAllocatedBytes(), first - 1);
        using var running = new CancellationTokenSource();
        var pause = WatchPausesAsync(running.Token);
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number < first + count; number = Interlocked.Increment(ref next))
                await LogInAsync(number, platform);
        })));
        var took = TimeProvider.System.GetElapsedTime(startedAt);
        await running.CancelAsync();
        return new MeasuredLogins(count / took.TotalSeconds, (GC.GetTotalAllocatedBytes() - allocated) / (double)count, await pause);
    }

    /// <summary>Logs users in again and again, and notes how long the longest login takes, with its repetitions.</summary>
    public Task CallAsync(int users, int callers, CancellationToken over)
        => Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var number = caller; !over.IsCancellationRequested; number = (number + callers) % users)
            {
                var startedAt = TimeProvider.System.GetTimestamp();
                while (!await TryLogInAsync(number, over))
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
                NoteLongest(TimeProvider.System.GetElapsedTime(startedAt).Ticks);
            }
        })));

    /// <summary>The longest login since this was last asked.</summary>
    public TimeSpan TakeLongest() => TimeSpan.FromTicks(Interlocked.Exchange(ref _longestTicks, 0));

    private void NoteLongest(long ticks)
    {
        for (var longest = Volatile.Read(ref _longestTicks); ticks > longest;)
        {
            if (Interlocked.CompareExchange(ref _longestTicks, ticks, longest) is var found && found == longest)
                return;
            else
                longest = found;
        }
    }

    // As a gateway does: a user may be on the move at this moment.
    private async Task<bool> TryLogInAsync(int number, CancellationToken over)
    {
        try
        {
            await LogInAsync(number, Platform.Android);
            return true;
        }
        catch (Exception fault) when (fault is UserMovedException or OrleansException or TimeoutException)
        {
            return over.IsCancellationRequested;
        }
    }

    private async Task LogInAsync(int number, Platform platform)
    {
        var now = TimeProvider.System.GetUtcNow();
        var reply = await _grains.GetGrain<IUserGrain>(new UserKey(BenchmarkUsers.App, $"user-{number:D7}").ToString()).LoginAsync(
            new PresenceEvent.LoginAttempted
            {
                ProposedId = new SessionId(Guid.CreateVersion7()),
                Platform = platform,
                DeviceId = $"device-{number}-0123456789",
                Connection = new ConnectionRef(_cluster.LocalGateway, Interlocked.Increment(ref _connections)),
                GatewaySeenAtVersion = _cluster.Current.Version,
                CredentialIssuedAt = now,
                AskedAt = now,
            });
        if (reply is not LoginReply.Admitted)
            throw new InvalidOperationException($"User {number} was not admitted: {reply}");
    }

    // The longest time for which the collector stopped all threads, as this thread sees it.
    private static async Task<TimeSpan> WatchPausesAsync(CancellationToken stopped)
    {
        var longest = TimeSpan.Zero;
        await Task.Yield();
        while (!stopped.IsCancellationRequested)
        {
            foreach (var kind in (GCKind[])[GCKind.Ephemeral, GCKind.FullBlocking, GCKind.Background])
            {
                foreach (var paused in GC.GetGCMemoryInfo(kind).PauseDurations)
                    longest = paused > longest ? paused : longest;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        return longest;
    }
}

/// <summary>What logins gave.</summary>
/// <param name="PerSecond">Logins per second.</param>
/// <param name="BytesEach">Bytes allocated in the process of the load for each.</param>
/// <param name="LongestPause">The longest pause of its collector.</param>
internal sealed record MeasuredLogins(double PerSecond, double BytesEach, TimeSpan LongestPause);
