using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Tells this silo's users when the gateway of one of their sessions has died. Users who are read into the book later are told by
/// <see cref="BookLoader"/>.
/// </summary>
internal sealed partial class GatewayWatch(
    ClusterView cluster,
    PresenceBook book,
    CloseNoticeSender notices,
    IGrainFactory grains,
    IOptions<UserGrainOptions> options,
    ILogger<GatewayWatch> log)
    : BackgroundService
{
    /// <summary>Tells users which of their gateways are lost.</summary>
    /// <param name="users">The users.</param>
    /// <param name="cancellationToken">Cancels the rest.</param>
    public async Task TellAsync(IReadOnlyCollection<UserKey> users, CancellationToken cancellationToken)
    {
        if (users.Count == 0)
            return;
        var frame = cluster.Current;
        await grains.ForEachUserAsync(
            users,
            options.Value.SweepParallelism,
            (user, grain, token) => TellAsync(user, grain, frame, token),
            LogUserFailed,
            cancellationToken);
        LogTold(users.Count, frame.Version);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var frame in cluster.Changes(stoppingToken))
        {
            try
            {
                notices.EndLanes(frame);
                await SweepAsync(frame, stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // One of the process's outermost loops: the next membership change or the watchdog finds the users that were not told.
                LogSweepFailed(fault, frame.Version);
            }
        }
    }

    private async Task SweepAsync(ClusterFrame frame, CancellationToken cancellationToken)
    {
        foreach (var (gateway, _) in book.Gateways.Where(one => frame.IsLost(one.Key, seenAtVersion: 0)))
        {
            var users = book.At(gateway).Where(user => !frame.LostGatewaysOf(user.Value).IsEmpty).Select(user => user.Key).ToList();
            await TellAsync(users, cancellationToken);
            book.Forget(gateway);
        }
    }

    private async Task TellAsync(UserKey user, IUserGrain grain, ClusterFrame frame, CancellationToken cancellationToken)
    {
        if (!book.TryGet(user, out var state))
            return;
        foreach (var gateway in frame.LostGatewaysOf(state))
            await grain.GatewayLostAsync(gateway, cancellationToken);
    }

    [LoggerMessage(2101, LogLevel.Information, "{Told} users were told of lost gateways at membership version {Version}.")]
    private partial void LogTold(int told, long version);

    [LoggerMessage(2102, LogLevel.Warning, "User {User} could not be told that a gateway is lost. The user's watchdog will notice it.")]
    private partial void LogUserFailed(Exception fault, UserKey user);

    [LoggerMessage(2103, LogLevel.Warning, "The sweep for lost gateways at membership version {Version} failed.")]
    private partial void LogSweepFailed(Exception fault, long version);
}
