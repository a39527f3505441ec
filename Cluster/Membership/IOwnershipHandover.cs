namespace PresenceCluster.Cluster.Membership;

/// <summary>What a silo has to wait for before it activates users that other silos owned until now.</summary>
public interface IOwnershipHandover
{
    /// <summary>
    /// Completes when every silo that may still hold users which this one owns under <paramref name="frame"/> has let go of them, is
    /// dead, or has not answered in time. Already completed but for the moments after silos join or leave.
    /// </summary>
    Task WhenTakenOverAsync(ClusterFrame frame);
}
