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
            try
            {
                foreach (var app in _partitions.Keys)
                {
                    if (_partitions.TryRemove(app, out var partitions))
                        await TellAsync(app, partitions);
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // One of the process's outermost loops: the owners look by themselves within their poll period.
                LogLost(fault);
            }
        }
    }

    private async Task TellAsync(AppId app, uint partitions)
    {
        var frame = cluster.Current;
        var byOwner = new Dictionary<SiloAddress, uint>();
        for (var partition = 0; partition < EventPartition.Count; partition++)
        {
            var bit = 1u << partition;
            if ((partitions & bit) != 0 && frame.OwnerOf(app, DeliveryFactory.WorkOf(partition)) is { } owner)
                byOwner[owner] = byOwner.GetValueOrDefault(owner) | bit;
        }

        // The calls are one way: each ends when it is handed over to be sent, so an owner that does not answer delays no other.
        foreach (var (owner, bits) in byOwner)
        {
            if (owner.Equals(cluster.LocalSilo))
                local.Nudge(app, bits);
            else
                await calls.Silo(owner).NudgeAsync(app, bits);
        }
    }

    [LoggerMessage(2606, LogLevel.Warning, "The owners of partitions were not told of new events. Their polls will find them.")]
    private partial void LogLost(Exception fault);
}
