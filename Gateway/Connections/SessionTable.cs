using System.Collections.Concurrent;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// The connections of this gateway incarnation by their number. A connection is listed from before its login is sent until its end.
/// </summary>
internal sealed class SessionTable : IConnectionTable
{
    private readonly ConcurrentDictionary<long, ClientConnection> _connections = new();
    private long _lastId;

    /// <summary>All connections at this moment.</summary>
    public ICollection<ClientConnection> All => _connections.Values;

    /// <summary>A number that no connection of this incarnation had.</summary>
    public long NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>The connection with a number; null when there is none.</summary>
    public ClientConnection? Find(long connectionId) => _connections.GetValueOrDefault(connectionId);

    public void Add(ClientConnection connection) => _connections[connection.Id] = connection;

    public void Remove(ClientConnection connection) => _connections.TryRemove(connection.Id, out _);

    /// <inheritdoc/>
    public void Close(CloseNotice notice)
    {
        if (_connections.TryGetValue(notice.ConnectionId, out var connection))
            connection.PushOut(new LastWords(CloseCodeMap.For(notice.Reason), notice.By, notice.ByAttempt));
    }

    /// <inheritdoc/>
    public bool Holds(long connectionId)
        => _connections.TryGetValue(connectionId, out var connection) && connection.Session is not { IsEndSettled: true };
}
