using System.Collections.Frozen;
using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Cluster.Membership;

/// <summary>
/// One version of the cluster's membership, prepared for two questions: which silo owns a user, and is the gateway of a session gone?
/// Immutable; built once for each version.
/// </summary>
public sealed class ClusterFrame
{
    private readonly FrozenDictionary<string, SiloStatus> _statusByGateway;
    private readonly SiloAddress?[] _ownerOfBucket;

    internal ClusterFrame(ClusterMembershipSnapshot snapshot)
    {
        Version = snapshot.Version.Value;
        _statusByGateway = snapshot.Members.ToFrozenDictionary(
            member => member.Key.ToParsableString(), member => member.Value.Status, StringComparer.Ordinal);
        Members =
        [
            .. snapshot.Members.Values.Where(member => member.Status != SiloStatus.Dead).OrderBy(member => member.SiloAddress)
                .Select(member => new ClusterProcess(
                    member.SiloAddress, ProcessName.OwnOf(member.Name), ProcessName.RoleOf(member.Name), member.Status)),
        ];
        Active = Addresses(member => member.Status == SiloStatus.Active);
        Owners = Addresses(member => member is { Role: ProcessRole.Silo, Status: SiloStatus.Active });
        (SiloAddress Silo, ulong Hash)[] owners = [.. Owners.Select(silo => (silo, UserHash.Of(silo.ToParsableString())))];
        _ownerOfBucket = [.. Enumerable.Range(0, UserBucket.Count).Select(bucket => OwnerOf(UserHash.Mix((ulong)bucket + 1), owners))];
        Holders = Addresses(member => member is { Role: ProcessRole.Silo, Status: SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping });
    }

    /// <summary>The membership's version; only grows.</summary>
    public long Version { get; }

    /// <summary>All processes that are not dead, in a stable order.</summary>
    public ImmutableArray<ClusterProcess> Members { get; }

    /// <summary>All active processes, in a stable order.</summary>
    public ImmutableArray<SiloAddress> Active { get; }

    /// <summary>The active processes that host user grains, in a stable order.</summary>
    public ImmutableArray<SiloAddress> Owners { get; }

    /// <summary>The processes that may have user grains in memory: the owners, and silos that are shutting down.</summary>
    public ImmutableArray<SiloAddress> Holders { get; }

    /// <summary>
    /// The silo that owns a user. The placement of user grains and the query path both use this answer. Null while there is no silo.
    /// </summary>
    public SiloAddress? OwnerOf(UserKey user) => OwnerOf(UserBucket.Of(user));

    /// <summary>
    /// The silo that owns the users of a bucket: the one with the highest hash of (bucket, silo). When a silo leaves, only its own buckets
    /// move. Null while there is no silo.
    /// </summary>
    public SiloAddress? OwnerOf(int bucket) => _ownerOfBucket[bucket];

    /// <summary>Whether another silo than this one owns a user; false while there is no silo.</summary>
    public bool IsOwnedElsewhere(UserKey user, SiloAddress silo) => OwnerOf(user) is { } owner && !owner.Equals(silo);

    /// <summary>The silo that owns the user of a user grain; null for any other grain, and while there is no silo.</summary>
    public SiloAddress? OwnerOf(GrainId userGrain) => UserKey.TryParse(userGrain.Key.ToString()!, out var user) ? OwnerOf(user) : null;

    /// <summary>The silo that does a piece of an app's work which every silo could do, chosen by the same rule.</summary>
    public SiloAddress? OwnerOf(AppId app, string work) => OwnerOf(new UserKey(app, work));

    /// <summary>
    /// Whether the gateway of a session is dead. A gateway that this frame does not list is dead if the frame is at least as new as the one
    /// in which the session's login saw it alive. An older frame may not have heard of it yet.
    /// </summary>
    public bool IsLost(Session session) => IsLost(session.Connection.Gateway, session.GatewaySeenAtVersion);

    /// <summary>Whether a gateway that was alive at a version of the membership is dead.</summary>
    public bool IsLost(GatewayId gateway, long seenAtVersion)
        => _statusByGateway.TryGetValue(gateway.Value, out var status) ? status == SiloStatus.Dead : Version >= seenAtVersion;

    /// <summary>Whether this frame lists a gateway as dead.</summary>
    public bool IsDead(GatewayId gateway) => _statusByGateway.TryGetValue(gateway.Value, out var status) && status == SiloStatus.Dead;

    /// <summary>The dead gateways at which a user still has Online sessions, each once.</summary>
    public ImmutableArray<GatewayId> LostGatewaysOf(UserPresence state)
    {
        ImmutableArray<GatewayId> lost = [];
        foreach (var session in state.Sessions)
        {
            if (session.Status == PresenceStatus.Online && !lost.Contains(session.Connection.Gateway) && IsLost(session))
                lost = lost.Add(session.Connection.Gateway);
        }

        return lost;
    }

    private ImmutableArray<SiloAddress> Addresses(Func<ClusterProcess, bool> which) => [.. Members.Where(which).Select(member => member.Address)];

    private static SiloAddress? OwnerOf(ulong hash, (SiloAddress Silo, ulong Hash)[] owners)
    {
        SiloAddress? owner = null;
        var highest = 0UL;
        foreach (var (silo, siloHash) in owners)
        {
            var weight = UserHash.Mix(hash ^ siloHash);
            if (owner is null || weight > highest)
                (owner, highest) = (silo, weight);
        }

        return owner;
    }
}
