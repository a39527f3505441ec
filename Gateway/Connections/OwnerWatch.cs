using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Settings;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Makes the new owners activate the users of a silo that is gone, as far as they are connected here. The users' state is right without it.
/// But the loss of a gateway, or a policy that is enforced at once, reaches only users in a silo's memory; the others see it with their
/// next call.
/// </summary>
internal sealed partial class OwnerWatch(
    ClusterView cluster, SessionTable table, IGrainFactory grains, TimeProvider time, IOptions<GatewayOptions> options, ILogger<OwnerWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ClusterFrame? before = null;
        await foreach (var frame in cluster.Changes(stoppingToken))
        {
            if (before?.Owners.Any(silo => !frame.Owners.Contains(silo)) == true)
                await WakeAsync(MovedUsers(before, frame), stoppingToken);
            before = frame;
        }
    }

    private HashSet<UserKey> MovedUsers(ClusterFrame before, ClusterFrame frame)
        => [.. table.All.Where(connection => connection.IsLoggedIn).Select(connection => connection.User)
            .Where(user => before.OwnerOf(user) is { } owner && !frame.Owners.Contains(owner))];

    /// <summary>
    /// Repeats for as long as a login would: calls may still go to the silo that is gone, or meet a new owner that waits for it.
    /// </summary>
    private async Task WakeAsync(IReadOnlyCollection<UserKey> users, CancellationToken cancellationToken)
    {
        if (users.Count == 0)
            return;
        var startedAt = time.GetTimestamp();
        var asleep = await TryWakeAsync(users, cancellationToken);
        while (asleep.Count > 0 && time.GetElapsedTime(startedAt) < options.Value.LoginRetryTime)
        {
            await Task.Delay(RetryPause, time, cancellationToken);
            asleep = await TryWakeAsync(asleep, cancellationToken);
        }

        LogWoken(users.Count, asleep.Count);
    }

    private async Task<IReadOnlyCollection<UserKey>> TryWakeAsync(IReadOnlyCollection<UserKey> users, CancellationToken cancellationToken)
    {
        ConcurrentBag<UserKey> asleep = [];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.EndConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(users, parallel, async (user, token) =>
        {
            try
            {
                await grains.GetGrain<IUserGrain>(user.ToString()).GetAsync(token);
            }
            catch (Exception) when (!token.IsCancellationRequested)
            {
                // Any fault, because one that escaped would end this service and with it the process. It concerns one user only, and the
                // next call activates that user in any case. The number of such users is logged.
                asleep.Add(user);
            }
        });
        return asleep;
    }

    [LoggerMessage(3121, LogLevel.Information, "{Users} users connected here have lost their silo and were activated anew; {Failed} of them could not be.")]
    private partial void LogWoken(int users, int failed);
}
