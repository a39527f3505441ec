using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// The one rule that decides every login. The same device takes its session over; every session of another platform in the same exclusion
/// group goes; then the oldest logins over the platform's cap go. Three logins are refused: one with a revoked credential, a resume of a
/// session that the device has lost (<see cref="ResumeRule"/>), and one that arrives after a later login (<see cref="ActOrder"/>).
/// </summary>
internal static class LoginRule
{
    public static Transition Apply(UserPresence state, PresenceEvent.LoginAttempted login, PresenceRules rules, DateTimeOffset now)
    {
        // The gateway repeats a login when it got no answer; the connection is the idempotency key.
        var repeated = state.Sessions.FirstOrDefault(session => session.Connection == login.Connection);
        if (repeated is not null)
            return Change.None(state, repeated.Status == PresenceStatus.Online ? new PresenceOutcome.Admitted(repeated) : Gone);
        if (state.CredentialsRevokedAt is { } revokedAt && login.CredentialIssuedAt <= revokedAt)
            return Change.None(state, new PresenceOutcome.CredentialRevoked(revokedAt));
        if (PushedOutBefore(state, login, rules, now) is { } lost)
            return Change.None(state, lost);

        var previous = state.Sessions.FirstOrDefault(session => session.IsOf(login.Platform, login.DeviceId));
        var others = previous is null ? state.Sessions : state.Sessions.Remove(previous);
        var pushedOut = rules.LoginPolicy.PushedOutBy(others, login.Platform);
        var place = ResumeRule.PlaceOf(previous, login);
        if (ResumeRule.Refusal(state, previous, pushedOut, login, place) is { } refusal)
            return Change.None(state, refusal);
        // A resume of a session that still exists is no new login. The sessions beside it were admitted beside it, whatever the policy is now.
        if (login.ResumedSession is not null && previous is not null)
            pushedOut = [];
        if (Overtaken(state, previous, pushedOut, login) is { } later)
            return Change.None(state, later);

        var admitted = Admit(state, previous, login, place, now);
        var next = Change.PushOut(
            state with { Sessions = others }, pushedOut, SessionEndReason.Replaced, login.Platform, rules, now);
        next = next with
        {
            IsRegistered = true,
            DeletedAt = null,
            LastEpoch = admitted.Epoch,
            LastLoginAt = Later(state.LastLoginAt, admitted.LoginAt),
            LatestCredentialAt = Later(state.LatestCredentialAt, login.CredentialIssuedAt),
            LastSeenAt = now,
            Sessions = InsertByLogin(next.Sessions, admitted),
        };
        next = next with { Barriers = ResumeRule.BarriersAfter(next, admitted, rules.LoginPolicy) };
        ImmutableArray<Session> takenOver = previous is null ? [] : [previous];
        var change = new Change(StatusAction.Login)
        {
            Sessions = [admitted],
            PushedOut = pushedOut,
            Closing = Change.CloseAll(takenOver, SessionEndReason.TakenOver, by: null, login.Attempt)
                .AddRange(Change.CloseAll(pushedOut, SessionEndReason.Replaced, login.Platform)),
        };
        return change.Commit(state, next, rules, now, new PresenceOutcome.Admitted(admitted));
    }

    /// <summary>The later of two instants, the first of which may be missing.</summary>
    public static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;

    // The connection is gone already. Admitting it would leave a session Online that nothing ends.
    private static PresenceOutcome.AlreadyPushedOut Gone { get; } = new(SessionEndReason.Closed, By: null);

    /// <summary>The record of the session that the device resumes, or of the session of a login that is delivered again.</summary>
    private static PresenceOutcome.AlreadyPushedOut? PushedOutBefore(
        UserPresence state, PresenceEvent.LoginAttempted login, PresenceRules rules, DateTimeOffset now)
    {
        if (state.Sessions.Any(session => session.Id == login.ResumedSession))
            return null;
        var lost = state.PushedOut.LastOrDefault(
            ended => (ended.Id == login.ResumedSession || ended.AskedAt == login.AskedAt.At) && ended.At + rules.PushOnlineRetention > now);
        return lost is null ? null : new PresenceOutcome.AlreadyPushedOut(lost.Reason, lost.By);
    }

    /// <summary>
    /// The refusal of a login that arrives after one that was requested later. It is the same as if the login had come in time and then
    /// lost to the later one. A device whose logins are ordered by clocks alone may come back: a wrong clock must not shut out its youngest
    /// connection.
    /// </summary>
    private static PresenceOutcome.AlreadyPushedOut? Overtaken(
        UserPresence state, Session? previous, ImmutableArray<Session> pushedOut, PresenceEvent.LoginAttempted login)
    {
        if (previous is not null && ActOrder.IsBefore(login, previous))
            return ActOrder.AreCounted(login, previous) ? new PresenceOutcome.AlreadyPushedOut(SessionEndReason.TakenOver, By: null, previous.Attempt) : Gone;
        if (login.ResumedSession is null && pushedOut.FirstOrDefault(session => ActOrder.IsBeforeByHand(login, session)) is { } later)
            return new PresenceOutcome.AlreadyPushedOut(SessionEndReason.Replaced, later.Platform);
        // The session of the later login may be over too by now, but the barrier that it raised stays.
        var barrier = previous is not null ? null : state.Barriers.FirstOrDefault(
            one => one.Platforms.Contains(login.Platform) && ActOrder.IsClearlyBefore(login.AskedAt, one.At));
        return barrier is null ? null : new PresenceOutcome.AlreadyPushedOut(barrier.Reason, barrier.By);
    }

    private static Session Admit(
        UserPresence state, Session? previous, PresenceEvent.LoginAttempted login, DateTimeOffset? place, DateTimeOffset now)
    {
        // Only a resume continues a login. A login by hand of the same device is a new one, with a new id.
        var resumed = login.ResumedSession is null ? null : previous;
        var loginAt = resumed?.LoginAt ?? (place > ResumeRule.Unknown ? place.Value : NextLoginAt(state, login.AskedAt.At));
        return new Session
        {
            Id = resumed?.Id ?? login.ProposedId.At(loginAt),
            Epoch = state.LastEpoch + 1,
            Platform = login.Platform,
            DeviceId = login.DeviceId,
            Connection = login.Connection,
            GatewaySeenAtVersion = login.GatewaySeenAtVersion,
            LoginAt = loginAt,
            AskedAt = login.AskedAt,
            ByHandAt = login.ResumedSession is null ? login.AskedAt : resumed?.ByHandAt ?? ResumedAt(loginAt, login.AskedAt),
            Attempt = login.Attempt,
            // Only the latest login counts. An earlier one may have come from another network, or from an older version.
            Client = login.Client,
            Status = PresenceStatus.Online,
            Since = previous is { Status: PresenceStatus.Online } ? previous.Since : now,
        };
    }

    // The id does not say whether its time was exact. One that is ahead of the resume was not.
    private static ActTime ResumedAt(DateTimeOffset loginAt, ActTime askedAt) => new(loginAt, askedAt.IsExact && loginAt <= askedAt.At);

    // Gateways' clocks differ a little. From here on the order of admission counts.
    private static DateTimeOffset NextLoginAt(UserPresence state, DateTimeOffset askedAt)
    {
        var asked = ActOrder.WholeMilliseconds(askedAt);
        return asked <= state.LastLoginAt ? state.LastLoginAt.Value + ActOrder.Step : asked;
    }

    private static ImmutableArray<Session> InsertByLogin(ImmutableArray<Session> sessions, Session admitted)
    {
        var index = sessions.Length;
        while (index > 0 && sessions[index - 1].LoginAt > admitted.LoginAt)
            index--;
        return sessions.Insert(index, admitted);
    }
}
