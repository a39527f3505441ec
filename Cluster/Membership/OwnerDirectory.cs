using Orleans.GrainDirectory;
using PresenceCluster.Domain;

namespace PresenceCluster.Cluster.Membership;

/// <summary>
/// The grain directory of user grains. It stores nothing: a user's grain is active on the silo that owns the user
/// (<see cref="ClusterFrame.OwnerOf(UserKey)"/>), or nowhere. To reach a user, only that silo must be alive, and no other process is asked.
/// See docs/adr/0005.
/// </summary>
/// <param name="cluster">The cluster's view, which knows the owner of each user.</param>
/// <param name="handover">The wait for other silos to release their users; null in a process that activates no user grains.</param>
public sealed class OwnerDirectory(ClusterView cluster, IOwnershipHandover? handover = null) : IGrainDirectory
{
    /// <summary>The name that the class of user grains chooses it by.</summary>
    public const string Name = "presence-owner";

    /// <summary>Finds nothing: <see cref="UserPlacementAttribute"/> computes the silo.</summary>
    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    /// <summary>
    /// Admits an activation on the silo that owns its user, once no other silo can hold one. A caller with an older membership may call a
    /// silo that does not own the user. The answer then names the owner, and Orleans forwards the message to it.
    /// </summary>
    public async Task<GrainAddress?> Register(GrainAddress address)
    {
        while (true)
        {
            var frame = cluster.Current;
            if (frame.OwnerOf(address.GrainId) is { } owner && !owner.Equals(cluster.LocalSilo))
                return new GrainAddress { GrainId = address.GrainId, SiloAddress = owner, MembershipVersion = new MembershipVersion(frame.Version) };
            if (handover is not null)
                await handover.WhenTakenOverAsync(frame);
            if (cluster.Current.Version == frame.Version)
                return address;
        }
    }

    /// <summary>There is nothing to forget.</summary>
    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    /// <summary>There is nothing to forget.</summary>
    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
