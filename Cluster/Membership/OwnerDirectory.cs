using Orleans.GrainDirectory;
using PresenceCluster.Domain;

namespace PresenceCluster.Cluster.Membership;

/// <summary>
/// The grain directory of user grains, which keeps no directory: a user's grain is active on the silo that owns the user
/// (<see cref="ClusterFrame.OwnerOf(UserKey)"/>), or nowhere. So no process but that silo must be alive for its users to be reached,
/// and nothing has to be looked up elsewhere. See docs/adr/0005.
/// </summary>
/// <param name="cluster">Who owns whom.</param>
/// <param name="handover">What the others have to let go first; null in a process that hosts no user grains, where none is ever activated.</param>
public sealed class OwnerDirectory(ClusterView cluster, IOwnershipHandover? handover = null) : IGrainDirectory
{
    /// <summary>The name that the class of user grains chooses it by.</summary>
    public const string Name = "presence-owner";

    /// <summary>Knows of no activation: <see cref="UserPlacementAttribute"/> names the place where it is, or has to be.</summary>
    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    /// <summary>
    /// Admits an activation on the silo that owns its user, once nobody else can hold one. A caller that did not know the newest
    /// membership brings users to silos that do not own them; Orleans forwards its message to the address answered then.
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
