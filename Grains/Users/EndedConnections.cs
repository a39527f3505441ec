using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The latest connections whose end was reported to this silo's user grains, or that they ended themselves. A login on its way to a silo
/// that was frozen or lost is delivered again when that silo wakes. By then its sender has given it up, repeated it and reported the end.
/// A page or a desktop leaves no trace of an end in the state, so only this list can tell such a login from a new one.
/// <para>
/// Each connection has one place, by its hash, and the next one with that place takes it. At 10,000 ends a second a connection is kept for
/// about 26 s, and a login is given up after 6 s. All members are thread-safe.
/// </para>
/// </summary>
internal sealed class EndedConnections
{
    private const int Places = 1 << 18;

    private readonly ulong[] _latest = new ulong[Places];

    public void Add(ConnectionRef connection)
    {
        var hash = UserHash.Of(connection);
        Volatile.Write(ref _latest[hash % Places], hash);
    }

    public bool Contains(ConnectionRef connection)
    {
        var hash = UserHash.Of(connection);
        return Volatile.Read(ref _latest[hash % Places]) == hash;
    }
}
