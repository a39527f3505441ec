using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Tests.Gateway.Queries;

/// <summary>A cluster of owners whose membership the test changes, seen from a process of its own, and how each owner answers.</summary>
internal sealed class FakeOwners : IProcessCalls, IClusterMembershipService, ILocalSiloDetails
{
    private readonly ConcurrentDictionary<SiloAddress, FakeOwner> _owners = new();
    private long _version;

    public FakeOwners(params ReadOnlySpan<SiloAddress> owners)
    {
        foreach (var owner in owners)
            _owners[owner] = new FakeOwner();
        SetMembers([.. owners]);
        View = new ClusterView(this, this);
    }

    public ClusterView View { get; }

    public FakeOwner this[SiloAddress silo] => _owners.GetOrAdd(silo, _ => new FakeOwner());

    public static SiloAddress At(int port) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1);

    public void SetMembers(ImmutableArray<SiloAddress> owners) => CurrentSnapshot = new ClusterMembershipSnapshot(
        owners.ToImmutableDictionary(
            owner => owner, owner => new ClusterMember(owner, SiloStatus.Active, ProcessName.For(ProcessRole.Silo, owner.ToParsableString()))),
        new MembershipVersion(++_version));

    public SiloAddress OwnerOf(AppId app, string userId)
        => View.Current.OwnerOf(new UserKey(app, userId)) ?? throw new InvalidOperationException("The cluster has no owner.");

    public ISiloService Silo(SiloAddress address) => this[address];

    public IProcessService Process(SiloAddress address) => throw new NotSupportedException();

    public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } = null!;

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

    public string Name => "gateway-test";

    public string ClusterId => "test";

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress { get; } = At(1);

    public SiloAddress GatewayAddress => SiloAddress;

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
}

/// <summary>One owner: knows every user, says so in the custom status, and records what it was asked.</summary>
internal sealed class FakeOwner : ISiloService, IPresenceReader
{
    public ConcurrentQueue<ImmutableArray<string>> Questions { get; } = new();

    /// <summary>Run before each answer; a task that fails or never ends stands for an owner in trouble.</summary>
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    /// <summary>How many presences the answer is short of.</summary>
    public int Missing { get; set; }

    public async Task<ImmutableArray<UserPresence>> GetManyAsync(AppId app, ImmutableArray<string> userIds)
    {
        Questions.Enqueue(userIds);
        await Before();
        return [.. userIds.SkipLast(Missing).Select(userId => new UserPresence { IsRegistered = true, CustomStatus = userId })];
    }

    public async ValueTask<ImmutableArray<UserPresence>> GetManyAsync(
        AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken) => await GetManyAsync(app, userIds);

    public Task EnforcePolicyAsync(AppSnapshot app) => throw new NotSupportedException();

    public Task HandOverAsync(long membershipVersion) => throw new NotSupportedException();

    public Task<ImmutableArray<int>> CompareSessionsAsync(GatewayId gateway, long membershipVersion, ImmutableArray<long> digests)
        => throw new NotSupportedException();

    public Task<ImmutableArray<OverdueSession>> SettleSessionsAsync(
        GatewayId gateway, ImmutableArray<int> buckets, ImmutableArray<HeldSession> held) => throw new NotSupportedException();

    public Task NudgeAsync(AppId app, uint partitions) => throw new NotSupportedException();

    public Task<DeliveryShare> GetShareAsync(AppId app, string endpointId) => throw new NotSupportedException();
}
