using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Storage.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Deletes obsolete rows of the apps whose upkeep is this silo's: events and dead letters beyond their retention, and rows of endpoints
/// that were removed. It keeps no state between its rounds, so any other silo can continue.
/// </summary>
internal sealed partial class EventUpkeep(
    ClusterView cluster,
    AppDirectory apps,
    IGrainFactory grains,
    EventTrim trim,
    EndpointRemains remains,
    DeadLetters letters,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<EventUpkeep> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunForEachAsync(
        options.Value.TrimPeriod, time, () => OwnApps, TrimAsync, (fault, app) => LogTrimFailed(fault, app.App), startsNow: false, stoppingToken);

    private IEnumerable<AppSnapshot> OwnApps
        => apps.All.Where(app => cluster.LocalSilo.Equals(cluster.Current.OwnerOf(app.App, DeliveryFactory.Upkeep)));

    // What is left is old in the next round, too.
    private async Task TrimAsync(AppSnapshot app, CancellationToken cancellationToken)
    {
        await ForgetRemovedAsync(app, cancellationToken);
        foreach (var endpoint in app.Settings.Endpoints)
            await letters.TrimAsync(app.App, endpoint.Id, time.GetUtcNow() - options.Value.DeadLetterRetention, cancellationToken);
        await trim.RunAsync(app, cancellationToken);
    }

    private async Task ForgetRemovedAsync(AppSnapshot app, CancellationToken cancellationToken)
    {
        var found = await remains.FindAsync(app.App, time.GetUtcNow() - options.Value.ForgetAfter, cancellationToken);
        if (found.All(endpoint => Has(app, endpoint)))
            return;

        // This silo's snapshot may be older than an endpoint. The stored settings are not: the cursors were read before them.
        if (await grains.GetGrain<IAppGrain>(app.App.Value).GetAsync(cancellationToken) is not { } current)
            return;
        foreach (var endpoint in found.Where(endpoint => !Has(current, endpoint)))
        {
            var count = await remains.ForgetAsync(app.App, endpoint, options.Value.TrimEventsMax, cancellationToken);
            LogForgotten(app.App, endpoint, count);
        }
    }

    private static bool Has(AppSnapshot app, string endpointId) => app.Settings.Endpoints.Any(endpoint => endpoint.Id == endpointId);

    [LoggerMessage(2607, LogLevel.Warning, "Old events of app {App} could not be deleted. The next round deletes them.")]
    private partial void LogTrimFailed(Exception fault, AppId app);

    [LoggerMessage(2608, LogLevel.Information,
        "Endpoint {Endpoint} of app {App} was removed: its positions and {Count} parked and dead events are forgotten.")]
    private partial void LogForgotten(AppId app, string endpoint, int count);
}
