using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Cluster.Processes;

/// <summary>The connections of this process, as the rest of the cluster may touch them. Calls return at once and may come from any thread.</summary>
public interface IConnectionTable
{
    /// <summary>Tells a connection that its session is over, and closes it; nothing happens when it is not there any more.</summary>
    void Close(CloseNotice notice);

    /// <summary>Whether a connection is open, or its end is still being reported: only the report knows a logout from a loss.</summary>
    bool Holds(long connectionId);
}
