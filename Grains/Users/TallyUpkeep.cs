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
/// Recounts the users of this silo's share of the apps at intervals, and soon after an app appears.
/// </summary>
internal sealed partial class TallyUpkeep(
    ClusterView cluster,
    AppDirectory apps,
    UserRecount recount,
    IOptions<UserStorageOptions> options,
    TimeProvider time,
    ILogger<TallyUpkeep> log)
    : BackgroundService
{
    private const string Work = "tally";

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
        var corrections = await recount.RunAsync(app.App, countedAt, cancellationToken);
        if (corrections.Count > 0)
            LogCorrected(app.App, string.Join(", ", corrections.Select(change => $"{change.Kind}: {change.Count:+0;-0}")));
    }

    [LoggerMessage(2801, LogLevel.Information, "The tally of app {App} was corrected by {Corrections}.")]
    private partial void LogCorrected(AppId app, string corrections);

    [LoggerMessage(2802, LogLevel.Warning, "The users of app {App} could not be counted. The next round counts them.")]
    private partial void LogFailed(Exception fault, AppId app);
}
