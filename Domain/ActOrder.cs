namespace PresenceCluster.Domain;

/// <summary>
/// The fence for the order of acts: which of two acts a person asked for first, whatever the order in which their calls arrive. A call
/// can wait in a silo that stands still, or be delivered once more, long after its sender has gone; what was asked for later wins.
///
/// Each act carries the time at which its gateway was asked. One gateway's times only grow, so they order its own acts exactly. The times
/// of two gateways are as good as their clocks (docs/adr/0011): of two acts that are closer than that, either may count as the first.
/// See docs/adr/0012 for the acts and the fence of each.
/// </summary>
public static class ActOrder
{
    /// <summary>
    /// How far one act must be ahead of another where the later one is known only by a time that was rounded up, or where it is the safer
    /// mistake to take it for the earlier one.
    /// </summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How late a call can arrive at most: a gateway repeats a login for 4 s, each try lives for 6 s, and a silo is given up after some
    /// 7 s. A larger distance is not lateness but a wrong clock, and no login is refused for that.
    /// </summary>
    public static readonly TimeSpan LatenessMax = TimeSpan.FromSeconds(30);

    /// <summary>The smallest distance between two logins by hand of one user: session ids carry their times in whole milliseconds.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    /// <summary>A time in whole milliseconds, as session ids carry it.</summary>
    public static DateTimeOffset WholeMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>Whether an act was clearly asked for before another one: by more than the tolerance.</summary>
    public static bool IsClearlyBefore(DateTimeOffset askedAt, DateTimeOffset otherAskedAt)
    {
        var lead = otherAskedAt - askedAt;
        return lead > Tolerance && lead <= LatenessMax;
    }

    /// <summary>Whether a login by hand was asked for before the latest login by hand of a session of another device.</summary>
    public static bool IsBeforeByHand(PresenceEvent.LoginAttempted login, Session session)
        => IsWithinReach(session.ByHandAt - login.AskedAt, login, session);

    /// <summary>
    /// Whether a login was asked for before the latest login of the same device. The device's own count of its attempts knows best, then the
    /// gateway that took both, then the clocks.
    /// </summary>
    public static bool IsBefore(PresenceEvent.LoginAttempted login, Session session)
    {
        if (AreCounted(login, session))
            return login.Attempt < session.Attempt;
        return IsWithinReach(session.AskedAt - login.AskedAt, login, session);
    }

    /// <summary>
    /// Whether both are logins of one device that counts them. A device that lost its memory counts from the start again, so its count says
    /// nothing about a login of long ago.
    /// </summary>
    public static bool AreCounted(PresenceEvent.LoginAttempted login, Session session)
        => session.IsOf(login.Platform, login.DeviceId)
            && login.Attempt != 0 && session.Attempt != 0 && login.Attempt != session.Attempt
            && (session.AskedAt - login.AskedAt).Duration() <= LatenessMax;

    private static bool IsWithinReach(TimeSpan lead, PresenceEvent.LoginAttempted login, Session session)
        => lead > TimeSpan.Zero && (lead <= LatenessMax || login.Connection.Gateway == session.Connection.Gateway);
}
