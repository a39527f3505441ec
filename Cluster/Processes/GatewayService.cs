using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Cluster.Processes;

/// <summary>
/// Lets user grains reach the connections of this process. It runs one call at a time, so it only hands over and returns.
/// </summary>
internal sealed class GatewayService(GrainId id, Silo silo, ILoggerFactory loggerFactory, IConnectionTable connections)
    : GrainService(id, silo, loggerFactory), IGatewayService
{
    public Task CloseAsync(ImmutableArray<CloseNotice> notices)
    {
        foreach (var notice in notices)
            connections.Close(notice);
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<bool>> HoldsAsync(ImmutableArray<long> connectionIds)
        => Task.FromResult<ImmutableArray<bool>>([.. connectionIds.Select(connections.Holds)]);
}
