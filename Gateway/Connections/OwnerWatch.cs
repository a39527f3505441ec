using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Doors;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// Has the users of a silo that is gone activated by their new owners, as far as they are connected here. Nothing about them is wrong
/// without it, but nobody would watch over them either: the loss of a gateway, or a policy that is enforced at once, reaches the users
/// in a silo's memory, and the others only with their next call.
/// </summary>
internal sealed partial class OwnerWatch(
    ClusterView cluster, SessionTable table, IGrainFactory grains, IOptions<GatewayOptions> options, ILogger<OwnerWatch> log)
    : BackgroundService
{
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

    private async Task WakeAsync(HashSet<UserKey> users, CancellationToken cancellationToken)
    {
        var failed = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.EndConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(users, parallel, async (user, token) =>
        {
            try
            {
                await grains.GetGrain<IUserGrain>(user.ToString()).GetAsync(token);
            }
            catch (Exception) when (!token.IsCancellationRequested)
            {
                // An outermost loop: the user is activated by the next call, as ever; how many these are is logged.
                Interlocked.Increment(ref failed);
            }
        });
        LogWoken(users.Count, failed);
    }

    [LoggerMessage(3121, LogLevel.Information, "{users} users connected here have lost their silo and were activated anew; {failed} of them could not be.")]
    private partial void LogWoken(int users, int failed);
}
