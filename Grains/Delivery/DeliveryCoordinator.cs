using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Runs this silo's share of the deliveries: every endpoint's lanes of the partitions that the silo owns. It follows the cluster and the
/// endpoints' settings. While two silos own the same lane for a moment, events may be sent twice, but none is lost or out of order.
/// </summary>
internal sealed partial class DeliveryCoordinator : BackgroundService
{
    // Two looks in a row log a cause, which must be known within 10 s.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private readonly ClusterView _cluster;
    private readonly AppDirectory _apps;
    private readonly DeliveryFactory _lanes;
    private readonly CursorSaver _saver;
    private readonly DeliveryJournal _journal;
    private readonly LogWatch _watch;
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<(AppId App, string Endpoint), EndpointDelivery> _running = new();

    public DeliveryCoordinator(
        ClusterView cluster,
        AppDirectory apps,
        DeliveryFactory lanes,
        CursorSaver saver,
        DeliveryJournal journal,
        LogWatch watch,
        IOptions<DeliveryOptions> options,
        DeliveryMetrics metrics,
        TimeProvider time,
        ILogger<DeliveryCoordinator> log)
    {
        (_cluster, _apps, _lanes, _saver, _journal, _watch) = (cluster, apps, lanes, saver, journal, watch);
        (_options, _time, _log) = (options.Value, time, log);
        metrics.OldestAge = OldestAge;
    }

    /// <summary>Reports that partitions of an app have new events; bit n stands for partition n.</summary>
    public void Nudge(AppId app, uint partitions)
    {
        foreach (var (key, delivery) in _running)
        {
            if (key.App != app)
                continue;
            foreach (var (partition, lane) in delivery.Lanes)
            {
                if ((partitions & (1u << partition)) != 0)
                    lane.Nudge();
            }
        }
    }

    /// <summary>This silo's part in the deliveries to an endpoint; empty when it runs no lane for it.</summary>
    public DeliveryShare ShareOf(AppId app, string endpointId)
        => _running.TryGetValue((app, endpointId), out var delivery) ? delivery.ToShare() : DeliveryShare.None;

    /// <summary>This silo's pending and past deliveries, for the endpoints of one app, or for all without one.</summary>
    public WebhookWork WorkFor(AppId? app)
    {
        var work = WebhookWork.None;
        foreach (var (key, delivery) in _running)
        {
            if (app is null || key.App == app)
                work += delivery.ToWork(mayHide: _watch.Long is not null);
        }

        return work;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = new WakeSignal(_time);
        try
        {
            await Task.WhenAll(
                WatchAsync(changed, stoppingToken),
                SaveAsync(stoppingToken),
                NoteAsync(stoppingToken),
                AssignAsync(changed, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The ordinary end.
        }
        finally
        {
            foreach (var (key, delivery) in _running)
            {
                await EndSafelyAsync(EndAsync(delivery));
                _running.TryRemove(key, out _);
            }
        }
    }

    private async Task WatchAsync(WakeSignal changed, CancellationToken cancellationToken)
    {
        await foreach (var _ in _cluster.Changes(cancellationToken))
            changed.Wake();
    }

    // Positions that are not saved are saved with the next round.
    private Task SaveAsync(CancellationToken cancellationToken) => Rounds.RunLaterAsync(
        _options.SavePeriod,
        _time,
        token => _saver.SaveAsync(_running.Values.SelectMany(delivery => delivery.Lanes.Values), token),
        LogSaveFailed,
        cancellationToken);

    private async Task AssignAsync(WakeSignal changed, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await AssignOnceAsync(cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                // One of the process's outermost loops: the next round does the rest.
                LogAssignFailed(fault);
            }

            await changed.WaitAsync(_options.AssignPeriod, cancellationToken);
        }
    }

    // The assignment may wait for the database, or for the last requests to an endpoint that has other settings now. This loop waits for
    // neither, so the log tells causes meanwhile.
    private Task NoteAsync(CancellationToken cancellationToken) => Rounds.RunAsync(
        LookPeriod,
        _time,
        _ =>
        {
            _journal.Note(Look());
            return Task.CompletedTask;
        },
        LogLookFailed,
        cancellationToken);

    /// <summary>What this silo can say of each endpoint. A disabled one has no lane anywhere, so the silo of the upkeep speaks of it.</summary>
    private IEnumerable<(AppId App, WebhookEndpoint Endpoint, DeliveryExplanation Found)> Look()
    {
        var now = _time.GetUtcNow();
        foreach (var app in _apps.All)
        {
            foreach (var endpoint in app.Settings.Endpoints)
            {
                if (!endpoint.Enabled && !IsOurUpkeep(app.App))
                    continue;
                var facts = new DeliveryFacts { Endpoint = endpoint, Shares = [ShareOf(app.App, endpoint.Id)] };
                yield return (app.App, endpoint, facts.Explain(now));
            }
        }
    }

    private bool IsOurUpkeep(AppId app) => _cluster.LocalSilo.Equals(_cluster.Current.OwnerOf(app, DeliveryFactory.Upkeep));

    private async Task AssignOnceAsync(CancellationToken cancellationToken)
    {
        var frame = _cluster.Current;
        var wanted = new HashSet<(AppId, string)>();
        foreach (var app in _apps.All)
        {
            foreach (var endpoint in app.Settings.Endpoints)
            {
                if (!endpoint.Enabled)
                    continue;
                wanted.Add((app.App, endpoint.Id));
                await AssignAsync(frame, app.App, endpoint, cancellationToken);
            }
        }

        foreach (var (key, delivery) in _running)
        {
            if (!wanted.Contains(key))
            {
                await EndAsync(delivery);
                _running.TryRemove(key, out _);
            }
        }
    }

    private async Task AssignAsync(ClusterFrame frame, AppId app, WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var key = (app, endpoint.Id);
        _running.TryGetValue(key, out var delivery);
        if (delivery is null || !delivery.IsFor(endpoint))
        {
            // The counters outlive a change of the settings. The lanes with the old settings end first.
            if (delivery is not null)
                await EndAsync(delivery);
            var record = delivery?.Record ?? new EndpointRecord(_options.AttemptsRemembered);
            record.ForgetFailures();
            _running[key] = delivery = new EndpointDelivery(_lanes.Target(app, endpoint, record), record);
        }

        for (var partition = 0; partition < EventPartition.Count; partition++)
        {
            var isOurs = _cluster.LocalSilo.Equals(frame.OwnerOf(app, DeliveryFactory.WorkOf(partition)));
            if (delivery.Lanes.TryGetValue(partition, out var lane) && !IsKept(lane, isOurs))
                EndLane(delivery, partition, lane);
            if (isOurs && !delivery.Lanes.ContainsKey(partition))
                delivery.Lanes[partition] = await _lanes.StartAsync(delivery.Target, partition, cancellationToken);
        }

        var doesUpkeep = _cluster.LocalSilo.Equals(frame.OwnerOf(app, DeliveryFactory.Upkeep));
        if (doesUpkeep)
            delivery.Parked ??= _lanes.StartParked(delivery.Target);
        else
            EndParked(delivery);
    }

    /// <summary>
    /// A lane that belongs to another silo now goes on until that silo takes it over, which ends it. A silo that has just joined may take a
    /// while, and the events should not wait for that.
    /// </summary>
    private bool IsKept(DeliveryLane lane, bool isOurs)
    {
        if (lane.HasEnded)
            return false;
        lane.SurplusSince = isOurs ? null : lane.SurplusSince ?? _time.GetUtcNow();
        return isOurs || _time.GetUtcNow() - lane.SurplusSince < _options.HandoverTimeout;
    }

    /// <summary>Ends a lane. Its last requests finish in the background, so other endpoints do not wait for them.</summary>
    private void EndLane(EndpointDelivery delivery, int partition, DeliveryLane lane)
    {
        lane.End();
        delivery.Lanes.TryRemove(partition, out _);
        delivery.Ending.RemoveAll(end => end.IsCompleted);
        delivery.Ending.Add(EndSafelyAsync(EndLaneAsync(lane)));
    }

    private async Task EndLaneAsync(DeliveryLane lane)
    {
        await lane.DisposeAsync();
        await _saver.SaveAsync([lane], CancellationToken.None);
    }

    private void EndParked(EndpointDelivery delivery)
    {
        if (delivery.Parked is not { } parked)
            return;
        delivery.Parked = null;
        delivery.Ending.Add(EndSafelyAsync(parked.DisposeAsync().AsTask()));
    }

    private async Task EndAsync(EndpointDelivery delivery)
    {
        foreach (var lane in delivery.Lanes.Values)
            lane.End();
        EndParked(delivery);
        foreach (var lane in delivery.Lanes.Values)
            await lane.DisposeAsync();
        await Task.WhenAll(delivery.Ending);
        await _saver.SaveAsync(delivery.Lanes.Values, CancellationToken.None);
        delivery.Lanes.Clear();
        delivery.Target.Dispose();
    }

    private async Task EndSafelyAsync(Task end)
    {
        try
        {
            await end;
        }
        catch (Exception fault)
        {
            // The outermost frame of what ends in the background or with the process. It must not keep the rest from its end. The silo
            // that has the lanes now continues from the positions saved before.
            LogSaveFailed(fault);
        }
    }

    private TimeSpan OldestAge() => WorkFor(app: null).OldestAt is { } oldest ? _time.GetUtcNow() - oldest : TimeSpan.Zero;

    [LoggerMessage(2604, LogLevel.Warning, "The positions of the deliveries could not be saved. The next round saves them.")]
    private partial void LogSaveFailed(Exception fault);

    [LoggerMessage(2605, LogLevel.Warning, "The deliveries could not all be assigned to this silo. The next round assigns the rest.")]
    private partial void LogAssignFailed(Exception fault);

    [LoggerMessage(2615, LogLevel.Warning, "The causes that hold events up could not be found. The next look is in a moment.")]
    private partial void LogLookFailed(Exception fault);
}
