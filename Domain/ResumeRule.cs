using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// Decides a resume, which is a login that a device makes by itself, without its user. The device may take its own session again, or its
/// old place if that is free. It never pushes out a login by hand that is newer than its own, whether by the same user or on another
/// device. The id of the session that it names says how old its login is (<see cref="SessionId.LoginAt"/>), so the session itself need not
/// be remembered.
/// </summary>
internal static class ResumeRule
{
    /// <summary>The place of an id that no gateway made, or of one with a future time: older than every login.</summary>
    public static readonly DateTimeOffset Unknown = DateTimeOffset.MinValue;

    /// <summary>
    /// The time of the login by hand that a device resumes; <see cref="Unknown"/> when its id does not tell; null for a login by hand.
    /// </summary>
    public static DateTimeOffset? PlaceOf(Session? previous, PresenceEvent.LoginAttempted login)
    {
        if (login.ResumedSession is not { } resumed)
            return null;
        if (previous?.Id == resumed)
            return previous.LoginAt;
        return resumed.LoginAt is { } loginAt && loginAt <= login.AskedAt.At + ActOrder.LatenessMax ? loginAt : Unknown;
    }

    /// <summary>Why a device may not resume a session that it has lost; null when it may.</summary>
    public static PresenceOutcome.AlreadyPushedOut? Refusal(
        UserPresence state,
        Session? previous,
        ImmutableArray<Session> pushedOut,
        PresenceEvent.LoginAttempted login,
        DateTimeOffset? place)
    {
        if (place is not { } loginAt || previous?.Id == login.ResumedSession)
            return null;
        if (previous is not null && previous.LoginAt > loginAt)
            return new PresenceOutcome.AlreadyPushedOut(SessionEndReason.TakenOver, By: null, previous.Attempt);
        if (pushedOut.FirstOrDefault(session => session.ByHandAt.At > loginAt) is { } later)
            return new PresenceOutcome.AlreadyPushedOut(SessionEndReason.Replaced, later.Platform);
        var barrier = state.Barriers.FirstOrDefault(one => one.Platforms.Contains(login.Platform) && one.At.At >= loginAt);
        return barrier is null ? null : new PresenceOutcome.AlreadyPushedOut(barrier.Reason, barrier.By);
    }

    /// <summary>
    /// The barriers after a login. On the platforms that it excludes, every earlier login is over. On its own platform, the logins over the
    /// cap are over.
    /// </summary>
    /// <param name="state">The state with the session in it.</param>
    /// <param name="admitted">The session.</param>
    /// <param name="policy">The policy.</param>
    public static ImmutableArray<LoginBarrier> BarriersAfter(UserPresence state, Session admitted, LoginPolicy policy)
    {
        var barriers = state.Barriers;
        if (policy.ExcludedBy(admitted.Platform) is { IsEmpty: false } excluded)
            barriers = LoginBarrier.Raise(barriers, new LoginBarrier(excluded, admitted.Place, SessionEndReason.Replaced, admitted.Platform));

        var kind = KindOf(admitted.Platform);
        var left = policy.Caps.For(admitted.Platform);
        for (var i = state.Sessions.Length - 1; i >= 0; i--)
        {
            if (kind.Contains(state.Sessions[i].Platform) && --left == 0)
            {
                var oldest = state.Sessions[i].Place;
                var before = oldest with { At = oldest.At - ActOrder.Step };
                return LoginBarrier.Raise(barriers, new LoginBarrier(kind, before, SessionEndReason.Replaced, admitted.Platform));
            }
        }

        return barriers;
    }

    /// <summary>The barriers after sessions were pushed out: every earlier login of their platform is over too.</summary>
    public static ImmutableArray<LoginBarrier> BarriersAfter(
        ImmutableArray<LoginBarrier> barriers, ImmutableArray<Session> pushedOut, SessionEndReason reason, Platform? by)
    {
        foreach (var session in pushedOut)
            barriers = LoginBarrier.Raise(barriers, new LoginBarrier(KindOf(session.Platform), session.Place, reason, by));
        return barriers;
    }

    // A mini program counts as a Web page and the other way round.
    private static PlatformSet KindOf(Platform platform)
        => platform.CountedAs() == Platform.Web ? PlatformSet.Of(Platform.Web, Platform.MiniProgram) : PlatformSet.Of(platform);
}
