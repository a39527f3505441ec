using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Tells the owners of partitions that there are new events, many commits with one call. Their poll makes up for lost nudges.
/// </summary>
internal sealed partial class DeliveryNudge(
    ClusterView cluster,
    AppDirectory apps,
    DeliveryCoordinator local,
    IProcessCalls calls,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<DeliveryNudge> log) : BackgroundService, ICommitWatcher
{
    private readonly ConcurrentDictionary<AppId, uint> _partitions = new();
    private readonly WakeSignal _signal = new(time);

    public void Committed(UserKey user)
    {
        if (apps.Find(user.App) is not { } app || app.Settings.Endpoints.IsDefaultOrEmpty)
            return;
        var bit = 1u << EventPartition.Of(user);
        _partitions.AddOrUpdate(user.App, bit, (_, bits) => bits | bit);
        _signal.Wake();
    }

    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _signal.WaitAsync(options.Value.PollPeriod, stoppingToken);
            foreach (var app in _partitions.Keys)
            {
                if (_partitions.TryRemove(app, out var partitions))
                    Tell(app, partitions);
            }
        }
    }

    private void Tell(AppId app, uint partitions)
    {
        var frame = cluster.Current;
        var byOwner = new Dictionary<SiloAddress, uint>();
        for (var partition = 0; partition < EventPartition.Count; partition++)
        {
            var bit = 1u << partition;
            if ((partitions & bit) != 0 && frame.OwnerOf(app, DeliveryLanes.WorkOf(partition)) is { } owner)
                byOwner[owner] = byOwner.GetValueOrDefault(owner) | bit;
        }

        foreach (var (owner, bits) in byOwner)
        {
            if (owner.Equals(cluster.LocalSilo))
                local.Nudge(app, bits);
            else
                _ = TellAsync(owner, app, bits);
        }
    }

    private async Task TellAsync(SiloAddress owner, AppId app, uint bits)
    {
        try
        {
            await calls.Silo(owner).NudgeAsync(app, bits);
        }
        catch (Exception fault)
        {
            // The owner looks by itself within its poll period.
            LogLost(fault, owner);
        }
    }

    [LoggerMessage(2606, LogLevel.Debug, "Silo {Owner} was not told of new events; its poll will find them.")]
    private partial void LogLost(Exception fault, SiloAddress owner);
}
