using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The latest connections whose end was reported to a user grain, or that it ended itself. A login on its way to a silo that was frozen or
/// lost is delivered again when that silo wakes. By then its sender has given it up, repeated it and reported the end. A page or a desktop
/// leaves no trace of an end in the state, so only this list can tell such a login from a new one.
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
