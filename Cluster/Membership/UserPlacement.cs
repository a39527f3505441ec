using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace PresenceCluster.Cluster.Membership;

/// <summary>
/// Places a user grain on the silo that queries ask about that user. The calling process decides, so gateways need it too.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UserPlacementAttribute() : PlacementAttribute(new UserPlacementStrategy());

/// <summary>The strategy that <see cref="UserPlacementDirector"/> carries out.</summary>
[GenerateSerializer, Immutable, Alias("presence.user-placement")]
public sealed class UserPlacementStrategy : PlacementStrategy;

/// <summary>Chooses the owner by <see cref="ClusterFrame.OwnerOf(GrainId)"/>; falls back to any silo that can host the grain.</summary>
internal sealed class UserPlacementDirector(ClusterView cluster) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var compatible = context.GetCompatibleSilos(target);
        var owner = cluster.Current.OwnerOf(target.GrainIdentity);
        return Task.FromResult(owner is not null && compatible.Contains(owner) ? owner : compatible[0]);
    }
}
