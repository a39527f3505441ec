namespace PresenceCluster.Domain;

/// <summary>
/// The fence for the order of acts: it tells which of two acts was requested first, whatever the order in which their calls arrive. A call
/// can wait in a stalled silo, or be delivered again, long after its sender has ended. The act that was requested later wins.
///
/// Each act carries the time at which its gateway received the request. The times of one gateway only grow, so they order its own acts
/// exactly. The times of two gateways are as good as their clocks (docs/adr/0011): of two acts that are closer than that, either may count
/// as the first. A gateway whose clock is being corrected says so (<see cref="ActTime.IsExact"/>), and then its times order nothing but its
/// own acts. docs/adr/0012 lists the acts and the fence of each.
/// </summary>
public static class ActOrder
{
    /// <summary>
    /// The lead that one act needs over another to count as earlier. It applies where the later act's time was rounded up, and where
    /// treating the later act as the earlier one is the safer mistake.
    /// </summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The latest that a call can arrive. A gateway repeats a login for 4 s, each try lives for 6 s, and a silo is declared dead after some
    /// 7 s. A larger distance means a wrong clock, and no login is refused for that.
    /// </summary>
    public static readonly TimeSpan LatenessMax = TimeSpan.FromSeconds(30);

    /// <summary>The smallest distance between two logins by hand of one user: session ids carry their times in whole milliseconds.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    /// <summary>A time in whole milliseconds, as session ids carry it.</summary>
    public static DateTimeOffset WholeMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>
    /// Whether an act was clearly requested before another: by more than the tolerance, and no more than lateness explains.
    /// </summary>
    public static bool IsClearlyBefore(ActTime askedAt, ActTime otherAskedAt)
    {
        var lead = otherAskedAt.At - askedAt.At;
        return askedAt.IsComparableWith(otherAskedAt) && lead > Tolerance && lead <= LatenessMax;
    }

    /// <summary>Whether an act was requested before another, however little.</summary>
    public static bool IsBefore(ActTime askedAt, ActTime otherAskedAt)
        => askedAt.IsComparableWith(otherAskedAt) && askedAt.At < otherAskedAt.At;

    /// <summary>Whether a login by hand was requested before the latest login by hand of another device's session.</summary>
    public static bool IsBeforeByHand(PresenceEvent.LoginAttempted login, Session session)
        => IsBefore(session.ByHandAt, login, session);

    /// <summary>
    /// Whether a login was requested before the latest login of the same device. The device's own count of its attempts decides. Without it
    /// the gateway that received both decides, and with two gateways their clocks do.
    /// </summary>
    public static bool IsBefore(PresenceEvent.LoginAttempted login, Session session)
    {
        if (AreCounted(login, session))
            return login.Attempt < session.Attempt;
        return IsBefore(session.AskedAt, login, session);
    }

    /// <summary>
    /// Whether both are logins of one device that counts them. A device that lost its memory counts from the start again, so its count says
    /// nothing about an old login.
    /// </summary>
    public static bool AreCounted(PresenceEvent.LoginAttempted login, Session session)
        => session.IsOf(login.Platform, login.DeviceId)
            && login.Attempt != 0 && session.Attempt != 0 && login.Attempt != session.Attempt
            && (session.AskedAt.At - login.AskedAt.At).Duration() <= LatenessMax;

    private static bool IsBefore(ActTime acted, PresenceEvent.LoginAttempted login, Session session)
    {
        var lead = acted.At - login.AskedAt.At;
        var isComparable = login.Connection.Gateway == session.Connection.Gateway
            || (lead <= LatenessMax && acted.IsComparableWith(login.AskedAt));
        return lead > TimeSpan.Zero && isComparable;
    }
}
