using PresenceCluster.Domain;

namespace PresenceCluster.Cluster.Overview;

/// <summary>The tallies of users that storage keeps with every write.</summary>
public interface IUserTallies
{
    /// <summary>The tallies of all apps that have one. Reads a few rows for each app, and no user.</summary>
    Task<IReadOnlyDictionary<AppId, UserTally>> ReadAsync(CancellationToken cancellationToken);
}
