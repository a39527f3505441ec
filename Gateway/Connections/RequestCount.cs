namespace PresenceCluster.Gateway.Connections;

/// <summary>Counts one kind of request in windows (contract §7). A window begins with the first request after the last one ended.</summary>
internal struct RequestCount
{
    private long _since;
    private int _count;

    /// <summary>Counts a request, unless the window is full. A refused request is not counted.</summary>
    /// <param name="now">The wheel's timestamp.</param>
    /// <param name="length">The length of a window, in the wheel's timestamps.</param>
    /// <param name="max">The most requests in one window.</param>
    /// <param name="endsAt">When the window ends, in the wheel's timestamps.</param>
    public bool TryCount(long now, long length, int max, out long endsAt)
    {
        if (_count == 0 || now - _since >= length)
            (_since, _count) = (now, 0);
        endsAt = _since + length;
        if (_count >= max)
            return false;
        _count++;
        return true;
    }
}
