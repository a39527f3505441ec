using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Recounts the users of this silo's share of the apps at intervals, and soon after an app appears. It wakes users whose stored status has
/// fallen due but whose reminder was lost.
/// </summary>
internal sealed partial class TallyUpkeep(
    ClusterView cluster,
    AppDirectory apps,
    UserRecount recount,
    IGrainFactory grains,
    IOptions<UserStorageOptions> options,
    TimeProvider time,
    ILogger<TallyUpkeep> log)
    : BackgroundService
{
    private const string Work = "tally";

    // Normally there is none to wake. The next round wakes the rest.
    private const int WokenMax = 10_000;
    private const int WakingParallelism = 16;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await apps.Loaded.WaitAsync(stoppingToken);
        await Rounds.RunForEachAsync(
            LookPeriod, time, () => OwnApps, CountAsync, (fault, app) => LogFailed(fault, app.App), startsNow: true, stoppingToken);
    }

    private IEnumerable<AppSnapshot> OwnApps => apps.All.Where(app => cluster.LocalSilo.Equals(cluster.Current.OwnerOf(app.App, Work)));

    private async Task CountAsync(AppSnapshot app, CancellationToken cancellationToken)
    {
        var countedAt = await recount.CountedAtAsync(app.App, cancellationToken);
        if (countedAt is { } at && time.GetUtcNow() - at < options.Value.RecountPeriod)
            return;
        List<UserKey> due = [];
        var corrections = await recount.RunAsync(
            app.App,
            countedAt,
            (user, state) =>
            {
                if (due.Count < WokenMax && IsDue(app, state))
                    due.Add(user);
            },
            cancellationToken);
        if (corrections.Count > 0)
            LogCorrected(app.App, string.Join(", ", corrections.Select(change => $"{change.Kind}: {change.Count:+0;-0}")));
        if (due.Count > 0)
            await WakeAsync(app.App, due, cancellationToken);
    }

    private bool IsDue(AppSnapshot app, UserPresence state)
        => PresenceView.At(state, cluster.Current.IsLost, app.Rules, time.GetUtcNow()).Status != state.Status;

    // An activation handles what is due by itself. The next round finds the users that a failed call did not wake.
    private Task WakeAsync(AppId app, List<UserKey> due, CancellationToken cancellationToken)
    {
        LogWaking(app, due.Count);
        return grains.ForEachUserAsync(
            due, WakingParallelism, (_, user, token) => user.GetAsync(token), LogWakingFailed, cancellationToken);
    }

    [LoggerMessage(2801, LogLevel.Information, "The tally of app {App} was corrected by {Corrections}.")]
    private partial void LogCorrected(AppId app, string corrections);

    [LoggerMessage(2803, LogLevel.Warning, "{Count} users of app {App} have a stored status that has fallen due. They are woken now.")]
    private partial void LogWaking(AppId app, int count);

    [LoggerMessage(2804, LogLevel.Warning, "User {User} could not be woken.")]
    private partial void LogWakingFailed(Exception fault, UserKey user);

    [LoggerMessage(2802, LogLevel.Warning, "The users of app {App} could not be counted. The next round counts them.")]
    private partial void LogFailed(Exception fault, AppId app);
}
