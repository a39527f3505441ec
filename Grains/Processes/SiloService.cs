using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Grains.Users;

namespace PresenceCluster.Grains.Processes;

/// <summary>Lets other processes reach the users that this silo owns, and its deliveries, if it runs any. Calls interleave.</summary>
internal sealed class SiloService(
    GrainId id,
    Silo silo,
    ILoggerFactory loggerFactory,
    IPresenceReader reader,
    AppDirectory apps,
    PolicyEnforcer enforcer,
    OwnershipHandover handover,
    SessionLeases leases,
    DeliveryCoordinator? deliveries = null)
    : GrainService(id, silo, loggerFactory), ISiloService
{
    public Task<ImmutableArray<UserPresence>> GetManyAsync(AppId app, ImmutableArray<string> userIds)
        => reader.GetManyAsync(app, userIds, CancellationToken.None).AsTask();

    public Task EnforcePolicyAsync(AppSnapshot app)
    {
        apps.Swap(app);
        enforcer.Enqueue(app.App);
        return Task.CompletedTask;
    }

    public Task HandOverAsync(long membershipVersion) => handover.LetGoAsync(membershipVersion);

    public Task<ImmutableArray<int>> CompareSessionsAsync(GatewayId gateway, long membershipVersion, ImmutableArray<long> digests)
        => leases.CompareAsync(gateway, membershipVersion, digests);

    public Task<ImmutableArray<OverdueSession>> SettleSessionsAsync(
        GatewayId gateway, ImmutableArray<int> buckets, ImmutableArray<HeldSession> held)
        => leases.SettleAsync(gateway, buckets, held);

    public Task NudgeAsync(AppId app, uint partitions)
    {
        deliveries?.Nudge(app, partitions);
        return Task.CompletedTask;
    }

    public Task<DeliveryShare> GetShareAsync(AppId app, string endpointId)
        => Task.FromResult(deliveries?.ShareOf(app, endpointId) ?? DeliveryShare.None);
}
