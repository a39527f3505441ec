using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// What a device may do that comes back by itself, without its user: take its own session again, or its old place if that is free. It never
/// pushes out a login that its user, or another device's user, made by hand after its own. How old its login is, the id of the session
/// says that it names (<see cref="SessionId.LoginAt"/>), so nothing has to be remembered of the session itself.
/// </summary>
internal static class ResumeRule
{
    /// <summary>The place of an id that no gateway made, or one of the future: older than every login.</summary>
    public static readonly DateTimeOffset Unknown = DateTimeOffset.MinValue;

    /// <summary>When the login by hand was that a device comes back to; <see cref="Unknown"/> when its id does not say; null for a login by hand.</summary>
    public static DateTimeOffset? PlaceOf(Session? previous, PresenceEvent.LoginAttempted login)
    {
        if (login.ResumedSession is not { } resumed)
            return null;
        if (previous?.Id == resumed)
            return previous.LoginAt;
        return resumed.LoginAt is { } loginAt && loginAt <= login.AskedAt + ActOrder.LatenessMax ? loginAt : Unknown;
    }

    /// <summary>Why a device may not come back to a session that is not its own any more; null when it may.</summary>
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
        if (pushedOut.FirstOrDefault(session => session.ByHandAt > loginAt) is { } later)
            return new PresenceOutcome.AlreadyPushedOut(SessionEndReason.Replaced, later.Platform);
        var barrier = state.Barriers.FirstOrDefault(one => one.Platforms.Contains(login.Platform) && one.At >= loginAt);
        return barrier is null ? null : new PresenceOutcome.AlreadyPushedOut(barrier.Reason, barrier.By);
    }

    /// <summary>
    /// The barriers behind a login: of the platforms that it excludes, every earlier login is over; of its own, those that would have
    /// been over the cap.
    /// </summary>
    /// <param name="state">The state with the session in it.</param>
    /// <param name="admitted">The session.</param>
    /// <param name="policy">The policy.</param>
    public static ImmutableArray<LoginBarrier> BarriersAfter(UserPresence state, Session admitted, LoginPolicy policy)
    {
        var barriers = state.Barriers;
        if (policy.ExcludedBy(admitted.Platform) is { IsEmpty: false } excluded)
            barriers = LoginBarrier.Raise(barriers, new LoginBarrier(excluded, admitted.LoginAt, SessionEndReason.Replaced, admitted.Platform));

        var kind = KindOf(admitted.Platform);
        var left = policy.Caps.For(admitted.Platform);
        for (var i = state.Sessions.Length - 1; i >= 0; i--)
        {
            if (kind.Contains(state.Sessions[i].Platform) && --left == 0)
                return LoginBarrier.Raise(barriers, new LoginBarrier(kind, state.Sessions[i].LoginAt - ActOrder.Step, SessionEndReason.Replaced, admitted.Platform));
        }

        return barriers;
    }

    /// <summary>The barriers behind sessions that were pushed out: no earlier login of their platform would have been spared.</summary>
    public static ImmutableArray<LoginBarrier> BarriersAfter(
        ImmutableArray<LoginBarrier> barriers, ImmutableArray<Session> pushedOut, SessionEndReason reason, Platform? by)
    {
        foreach (var session in pushedOut)
            barriers = LoginBarrier.Raise(barriers, new LoginBarrier(KindOf(session.Platform), session.LoginAt, reason, by));
        return barriers;
    }

    // A mini program counts as a Web page and the other way round.
    private static PlatformSet KindOf(Platform platform)
        => platform.CountedAs() == Platform.Web ? PlatformSet.Of(Platform.Web, Platform.MiniProgram) : PlatformSet.Of(platform);
}
