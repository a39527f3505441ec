using PresenceCluster.Domain;

namespace PresenceCluster.Cluster.Processes;

/// <summary>What this process has counted of one app since it started. Any thread may count; nothing here allocates or waits.</summary>
public sealed class AppTraffic
{
    private readonly StripedCounter _heartbeats = new();
    private readonly StripedCounter _queries = new();
    private long _logins;
    private long _closes;
    private long _kicks;
    private long _events;
    private long _connections;

    /// <summary>Connections that are logged in to the app here.</summary>
    public long Connections => Volatile.Read(ref _connections);

    /// <summary>A heartbeat was acknowledged.</summary>
    public void CountHeartbeat() => _heartbeats.Increment();

    /// <summary>A query of presences was asked.</summary>
    public void CountQuery() => _queries.Increment();

    /// <summary>A connection has logged in.</summary>
    public void Enter() => Interlocked.Increment(ref _connections);

    /// <summary>A connection that had logged in is gone.</summary>
    public void Leave() => Interlocked.Decrement(ref _connections);

    /// <summary>A transition of a user was stored.</summary>
    public void Count(StatusEvent stored)
    {
        Interlocked.Increment(ref _events);
        switch (stored.Action)
        {
            case StatusAction.Login:
                Interlocked.Increment(ref _logins);
                break;
            case StatusAction.Logout or StatusAction.Disconnect:
                Interlocked.Increment(ref _closes);
                break;
            case StatusAction.Kick:
                Interlocked.Increment(ref _kicks);
                break;
        }
    }

    internal TrafficCounts Read() => new(
        Volatile.Read(ref _logins), Volatile.Read(ref _closes), Volatile.Read(ref _kicks), _heartbeats.Count, Volatile.Read(ref _events), _queries.Count);
}
