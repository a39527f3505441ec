using System.Collections.Concurrent;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Tests.Cluster;

/// <summary>Stands in for a gateway's sockets: hands out connection numbers and records the notices.</summary>
internal sealed class RecordingConnections : IConnectionTable
{
    private readonly ConcurrentDictionary<long, bool> _open = new();
    private long _last;

    public ConcurrentQueue<CloseNotice> Notices { get; } = new();

    public long Open()
    {
        var connection = Interlocked.Increment(ref _last);
        _open[connection] = true;
        return connection;
    }

    /// <summary>The connection disappears without a word to anybody.</summary>
    public void Vanish(long connectionId) => _open.TryRemove(connectionId, out _);

    public void Close(CloseNotice notice)
    {
        Vanish(notice.ConnectionId);
        Notices.Enqueue(notice);
    }

    public bool Holds(long connectionId) => _open.ContainsKey(connectionId);
}
