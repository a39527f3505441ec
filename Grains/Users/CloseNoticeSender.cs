using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Carries close notices from user grains to the gateways that hold the connections. Notices for this process are delivered directly. Each
/// other gateway has a lane of its own, so a slow gateway delays only its own notices.
/// </summary>
internal sealed partial class CloseNoticeSender(
    ClusterView cluster,
    IConnectionTable localConnections,
    IProcessCalls calls,
    PresenceMetrics metrics,
    IOptions<UserGrainOptions> options,
    ILogger<CloseNoticeSender> log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<GatewayId, CloseNoticeLane> _lanes = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>How many gateways have a lane.</summary>
    public int Lanes => _lanes.Count;

    /// <summary>
    /// Queues a notice and never waits. A notice that finds the gateway's lane full is lost, like any that does not arrive. The gateway
    /// finds the ended session by its lease.
    /// </summary>
    public void Send(ConnectionRef connection, SessionEndReason reason, Platform? by, ulong byAttempt)
    {
        var notice = new CloseNotice(connection.ConnectionId, reason, by, byAttempt);
        if (connection.Gateway == cluster.LocalGateway)
            localConnections.Close(notice);
        else if (!_lanes.GetOrAdd(connection.Gateway, OpenLane).TryAdd(notice))
            metrics.NoticesLost(1);
    }

    /// <summary>
    /// Whether a gateway holds each of its connections: it is open, or its end is still being reported. A gateway that does not answer
    /// counts as holding all of them.
    /// </summary>
    public async Task<ImmutableArray<bool>> AreHeldAsync(GatewayId gateway, ImmutableArray<long> connectionIds)
    {
        if (gateway == cluster.LocalGateway)
            return [.. connectionIds.Select(localConnections.Holds)];
        try
        {
            return await ServiceOf(gateway).HoldsAsync(connectionIds);
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            LogAskFailed(fault, gateway);
            return [.. connectionIds.Select(_ => true)];
        }
    }

    /// <summary>Ends the lanes to gateways that are dead: no notice reaches them any more.</summary>
    public void EndLanes(ClusterFrame frame)
    {
        foreach (var gateway in _lanes.Keys.Where(frame.IsDead))
        {
            if (_lanes.TryRemove(gateway, out var lane))
                lane.End();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var lane in _lanes.Values)
            await lane.Completion;
        _stopping.Dispose();
    }

    private IProcessService ServiceOf(GatewayId gateway) => calls.Process(SiloAddress.FromParsableString(gateway.Value));

    private CloseNoticeLane OpenLane(GatewayId gateway)
        => new(options.Value, (batch, token) => DeliverAsync(gateway, batch, token), _stopping.Token);

    private async Task DeliverAsync(GatewayId gateway, ImmutableArray<CloseNotice> batch, CancellationToken cancellationToken)
    {
        try
        {
            await ServiceOf(gateway).CloseAsync(batch).WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Any fault of the gateway arrives here. It concerns these notices only, and the lane must go on. The state has changed long
            // before, and the connection owns no session. The gateway's lease finds it.
            LogDeliveryFailed(fault, batch.Length, gateway);
            metrics.NoticesLost(batch.Length);
        }
    }

    [LoggerMessage(2301, LogLevel.Warning, "{Count} close notices did not reach gateway {Gateway}. It finds the ended sessions by its lease.")]
    private partial void LogDeliveryFailed(Exception fault, int count, GatewayId gateway);

    [LoggerMessage(2302, LogLevel.Warning, "Gateway {Gateway} did not say whether it still holds its connections.")]
    private partial void LogAskFailed(Exception fault, GatewayId gateway);
}
