using System.Collections.Concurrent;
using System.Collections.Immutable;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>The silos that a gateway compares its sessions with. They say what the test tells them to, and record what they hear.</summary>
internal sealed class FakeSilos : IProcessCalls, ISiloService
{
    /// <summary>The gateway's numbers, by round.</summary>
    public ConcurrentQueue<ImmutableArray<long>> Compared { get; } = new();

    /// <summary>The lists that were sent.</summary>
    public ConcurrentQueue<ImmutableArray<HeldSession>> Settled { get; } = new();

    /// <summary>The answer to each comparison; throws for a silo that cannot answer.</summary>
    public Func<ImmutableArray<long>, ImmutableArray<int>> Differing { get; set; } = _ => [];

    /// <summary>The answer to each list.</summary>
    public Func<ImmutableArray<HeldSession>, ImmutableArray<OverdueSession>> Over { get; set; } = _ => [];

    /// <summary>Every bucket in which the gateway has sessions.</summary>
    public static ImmutableArray<int> Filled(ImmutableArray<long> digests)
        => [.. Enumerable.Range(0, UserBucket.Count).Where(bucket => digests[bucket] != 0)];

    public ISiloService Silo(SiloAddress address) => this;

    public IProcessService Process(SiloAddress address) => throw new NotSupportedException();

    public Task<ImmutableArray<int>> CompareSessionsAsync(GatewayId gateway, long membershipVersion, ImmutableArray<long> digests)
    {
        Compared.Enqueue(digests);
        return Task.FromResult(Differing(digests));
    }

    public Task<ImmutableArray<OverdueSession>> SettleSessionsAsync(
        GatewayId gateway, ImmutableArray<int> buckets, ImmutableArray<HeldSession> held)
    {
        Settled.Enqueue(held);
        return Task.FromResult(Over(held));
    }

    public Task<ImmutableArray<UserPresence>> GetManyAsync(AppId app, ImmutableArray<string> userIds) => throw new NotSupportedException();

    public Task EnforcePolicyAsync(AppSnapshot app) => throw new NotSupportedException();

    public Task HandOverAsync(long membershipVersion) => throw new NotSupportedException();

    public Task NudgeAsync(AppId app, uint partitions) => throw new NotSupportedException();

    public Task<DeliveryShare> GetShareAsync(AppId app, string endpointId) => throw new NotSupportedException();
}
