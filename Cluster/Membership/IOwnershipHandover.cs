namespace PresenceCluster.Cluster.Membership;

/// <summary>Makes a silo wait before it activates users that other silos have owned until now.</summary>
public interface IOwnershipHandover
{
    /// <summary>
    /// Completes when no other silo may hold users that this one owns under <paramref name="frame"/>: each has released them, is dead, or
    /// has not answered in time. Only after silos join or leave is there anything to wait for.
    /// </summary>
    Task WhenTakenOverAsync(ClusterFrame frame);
}
