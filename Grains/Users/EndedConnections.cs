using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The latest connections whose end a user grain was told of, or that it ended itself. A login that was under way to a silo which
/// was frozen or lost is delivered once more when that silo wakes, long after its sender has given up, repeated it, and reported the
/// end; where the state keeps no trace of an end (a page, a desktop), nothing else can tell it from a new login.
/// </summary>
internal sealed class EndedConnections
{
    private const int ConnectionsMax = 16;

    // Allocated with the first end: most users of a silo have none.
    private ConnectionRef[]? _latest;
    private int _count;

    public void Add(ConnectionRef connection)
    {
        _latest ??= new ConnectionRef[ConnectionsMax];
        _latest[_count++ % ConnectionsMax] = connection;
    }

    public bool Contains(ConnectionRef connection)
        => _latest is not null && _latest.AsSpan(0, Math.Min(_count, ConnectionsMax)).Contains(connection);
}
