namespace PresenceCluster.Gateway.Connections;

/// <summary>How many connections there are, and the limits on them.</summary>
/// <param name="connectionsMax">The most connections.</param>
/// <param name="pendingMax">The most of them that have not logged in.</param>
internal sealed class ConnectionCounts(int connectionsMax, int pendingMax)
{
    private int _all;
    private int _pending;

    /// <summary>Every connection, until its end is stored.</summary>
    public int All => Volatile.Read(ref _all);

    /// <summary>Those that have not logged in.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Counts a new, pending connection; false when there is no room for it.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _all) <= connectionsMax)
        {
            if (Interlocked.Increment(ref _pending) <= pendingMax)
                return true;
            LeavePending();
        }

        Leave();
        return false;
    }

    /// <summary>A connection has logged in, or ended before it did.</summary>
    public void LeavePending() => Interlocked.Decrement(ref _pending);

    /// <summary>A connection is gone.</summary>
    public void Leave() => Interlocked.Decrement(ref _all);
}
