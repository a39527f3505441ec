using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Tests.Gateway.Queries;

/// <summary>A cluster of owners, seen from a process of its own. The test changes the membership and sets the owners' answers.</summary>
internal sealed class FakeOwners : IPresenceOwners, IClusterMembershipService, ILocalSiloDetails
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

    public static SiloAddress Silo(int port) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1);

    public void SetMembers(ImmutableArray<SiloAddress> owners) => CurrentSnapshot = new ClusterMembershipSnapshot(
        owners.ToImmutableDictionary(
            owner => owner, owner => new ClusterMember(owner, SiloStatus.Active, ProcessName.For(ProcessRole.Core, owner.ToParsableString()))),
        new MembershipVersion(++_version));

    public SiloAddress OwnerOf(AppId app, string userId)
        => View.Current.OwnerOf(new UserKey(app, userId)) ?? throw new InvalidOperationException("The cluster has no owner.");

    public IPresenceService On(SiloAddress silo) => this[silo];

    public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } = null!;

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

    public string Name => "gateway-test";

    public string ClusterId => "test";

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress { get; } = Silo(1);

    public SiloAddress GatewayAddress => SiloAddress;

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
}

/// <summary>One owner: it knows every user, puts the user's id into the custom status, and records its calls.</summary>
internal sealed class FakeOwner : IPresenceService, IPresenceReader
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

    public Task<int> EnforcePolicyAsync(AppSnapshot app) => throw new NotSupportedException();

    public Task HandOverAsync(long membershipVersion) => throw new NotSupportedException();
}
