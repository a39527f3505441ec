using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Cluster.Processes;

/// <summary>The connection table of a process that is no gateway.</summary>
internal sealed class NoConnections : IConnectionTable
{
    public void Close(CloseNotice notice)
    {
    }

    public bool Holds(long connectionId) => false;
}
