namespace PresenceCluster.Domain;

/// <summary>
/// The fence for the order of acts: which of two acts a person asked for first, whatever the order in which their calls arrive. A call
/// can wait in a silo that stands still, or be delivered once more, long after its sender has gone; what was asked for later wins.
///
/// Each act carries the time at which its gateway was asked. One gateway's times only grow, so they order its own acts exactly. The times
/// of two gateways are as good as their clocks (docs/adr/0012), so between them only a clear lead counts.
/// See docs/adr/0013 for the acts and the fence of each.
/// </summary>
public static class ActOrder
{
    /// <summary>How far the clocks of two processes are trusted to agree. Acts that are closer count in the order of their arrival.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How late a call can arrive at most: a gateway repeats a login for 4 s, each try lives for 6 s, and a silo is given up after some
    /// 7 s. A larger distance is not lateness but a wrong clock, and nobody is kept out for that.
    /// </summary>
    public static readonly TimeSpan LatenessMax = TimeSpan.FromSeconds(30);

    /// <summary>A time in whole milliseconds, as session ids carry it.</summary>
    public static DateTimeOffset WholeMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>Whether an act was surely asked for before another one, at whichever gateways.</summary>
    public static bool IsBefore(DateTimeOffset askedAt, DateTimeOffset otherAskedAt)
    {
        var lead = otherAskedAt - askedAt;
        return lead > ClockTolerance && lead <= LatenessMax;
    }

    /// <summary>
    /// Whether a login was asked for before the latest login of a session. The device's own count of its attempts knows best, then the
    /// gateway that took both, then the clocks.
    /// </summary>
    public static bool IsBefore(PresenceEvent.LoginAttempted login, Session session)
    {
        var isCounted = session.IsOf(login.Platform, login.DeviceId)
            && login.Attempt != 0 && session.Attempt != 0 && login.Attempt != session.Attempt;
        // A device that lost its memory counts from the start again; its count says nothing about logins of long ago.
        if (isCounted && (session.AskedAt - login.AskedAt).Duration() <= LatenessMax)
            return login.Attempt < session.Attempt;
        return login.Connection.Gateway == session.Connection.Gateway
            ? login.AskedAt < session.AskedAt
            : IsBefore(login.AskedAt, session.AskedAt);
    }
}
