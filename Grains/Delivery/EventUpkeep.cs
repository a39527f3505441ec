using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Apps;
using PresenceCluster.Cluster.Events;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Delivery.Storage;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Deletes what nobody needs any more, of the apps whose upkeep is this silo's: events beyond their retention, except those that an
/// enabled endpoint still has to get; dead letters beyond theirs.
/// </summary>
internal sealed partial class EventUpkeep(
    ClusterView cluster,
    AppDirectory apps,
    IEventLog events,
    IEventLogTrim trim,
    DeliveryCursors cursors,
    DeadLetters letters,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<EventUpkeep> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.TrimPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var app in apps.All)
            {
                if (!cluster.LocalSilo.Equals(cluster.Current.OwnerOf(app.App, DeliveryLanes.Upkeep)))
                    continue;
                try
                {
                    await TrimAsync(app, stoppingToken);
                }
                catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
                {
                    // One of the process's outermost loops: what is left is old in the next round, too.
                    LogTrimFailed(fault, app.App);
                }
            }
        }
    }

    private async Task TrimAsync(AppSnapshot app, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = await events.EndAsync(app.App, cancellationToken);
        var positions = await cursors.ReadAsync(app.App, cancellationToken);
        for (var partition = 0; partition < EventPartition.Count; partition++)
        {
            var upTo = end;
            foreach (var endpoint in app.Settings.Endpoints)
            {
                var cursor = positions.TryGetValue(new LaneKey(app.App, endpoint.Id, partition), out var saved) ? saved : endpoint.StartAfter;
                if (endpoint.Enabled && cursor < upTo)
                    upTo = cursor;
            }

            await trim.TrimAsync(
                app.App, partition, upTo, now - app.Settings.Timings.EventRetention, options.Value.TrimEventsMax, cancellationToken);
        }

        foreach (var endpoint in app.Settings.Endpoints)
            await letters.TrimAsync(app.App, endpoint.Id, now - options.Value.DeadLetterRetention, cancellationToken);
    }

    [LoggerMessage(2607, LogLevel.Warning, "Old events of app {App} could not be deleted; they are in a moment.")]
    private partial void LogTrimFailed(Exception fault, AppId app);
}
