using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Tells this silo's active users when the gateway of one of their sessions has died. Users who are not active need not be told: their next
/// activation, any read, and their watchdog see the same membership.
/// </summary>
internal sealed partial class GatewayWatch(
    ClusterView cluster,
    PresenceTable table,
    CloseNoticeSender notices,
    IGrainFactory grains,
    IOptions<UserGrainOptions> options,
    ILogger<GatewayWatch> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var frame in cluster.Changes(stoppingToken))
        {
            try
            {
                notices.EndLanes(frame);
                table.ForgetGateways(frame);
                await TellUsersAsync(frame, stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // One of the process's outermost loops: the next membership change or the watchdog finds the users that were not told.
                LogSweepFailed(fault, frame.Version);
            }
        }
    }

    private async Task TellUsersAsync(ClusterFrame frame, CancellationToken cancellationToken)
    {
        var users = table.Where((_, state) => frame.LostGatewaysOf(state).Any()).ToList();
        if (users.Count == 0)
            return;
        await grains.ForEachUserAsync(
            users,
            options.Value.SweepParallelism,
            (user, grain, token) => TellAsync(user, grain, frame, token),
            LogUserFailed,
            cancellationToken);
        LogTold(users.Count, frame.Version);
    }

    private async Task TellAsync(UserKey user, IUserGrain grain, ClusterFrame frame, CancellationToken cancellationToken)
    {
        if (!table.TryGet(user, out var state))
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
