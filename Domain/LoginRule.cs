using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// The one rule that decides every login: the same device takes its session over; every session of another platform in the same
/// exclusion group goes; then the oldest logins over the platform's cap go. Only a revoked credential, or a device that comes back
/// by itself to a session it was pushed out of, is refused.
/// </summary>
internal static class LoginRule
{
    public static Transition Apply(UserPresence state, PresenceEvent.LoginAttempted login, PresenceRules rules, DateTimeOffset now)
    {
        // The gateway repeats a login whose answer it did not get; the connection is the idempotency key.
        var repeated = state.Sessions.FirstOrDefault(session => session.Connection == login.Connection);
        if (repeated is { Status: PresenceStatus.Online })
            return Change.None(state, new PresenceOutcome.Admitted(repeated));
        if (repeated is not null)
            return Change.None(state, Late(repeated));
        if (Refusal(state, login, rules, now) is { } refusal)
            return Change.None(state, refusal);

        var previous = state.Sessions.FirstOrDefault(
            session => session.Platform == login.Platform && session.DeviceId == login.DeviceId);
        var admitted = Admit(state, previous, login, now);
        var others = previous is null ? state.Sessions : state.Sessions.Remove(previous);
        var pushedOut = rules.LoginPolicy.PushedOutBy(others, login.Platform);

        var next = Change.PushOut(
            state with { Sessions = others }, pushedOut, SessionEndReason.Replaced, login.Platform, rules, now);
        next = next with
        {
            IsRegistered = true,
            DeletedAt = null,
            LastEpoch = admitted.Epoch,
            LastSeenAt = now,
            Sessions = InsertByLogin(next.Sessions, admitted),
        };
        ImmutableArray<Session> takenOver = previous is null ? [] : [previous];
        var change = new Change(StatusAction.Login)
        {
            Sessions = [admitted],
            PushedOut = pushedOut,
            Closing = Change.CloseAll(takenOver, SessionEndReason.TakenOver, by: null)
                .AddRange(Change.CloseAll(pushedOut, SessionEndReason.Replaced, login.Platform)),
        };
        return change.Commit(state, next, rules, now, new PresenceOutcome.Admitted(admitted));
    }

    private static PresenceOutcome? Refusal(
        UserPresence state, PresenceEvent.LoginAttempted login, PresenceRules rules, DateTimeOffset now)
    {
        // Credentials carry whole seconds, so one issued in the second of the revocation counts as issued before it (docs/adr/0003).
        if (state.CredentialsRevokedAt is { } revokedAt && login.CredentialIssuedAt <= revokedAt)
            return new PresenceOutcome.CredentialRevoked(revokedAt);

        // The proposed id is among the pushed out when the repeat of a login arrives after another login took its place.
        var lost = state.PushedOut.LastOrDefault(
            ended => (ended.Id == login.ResumedSession || ended.Id == login.ProposedId) && ended.At + rules.PushOnlineRetention > now);
        var isStillThere = state.Sessions.Any(session => session.Id == login.ResumedSession);
        return lost is null || isStillThere ? null : new PresenceOutcome.AlreadyPushedOut(lost);
    }

    // The connection is gone already, so nobody waits for this answer; to admit it would leave a session Online that nothing ends.
    private static PresenceOutcome.AlreadyPushedOut Late(Session session)
        => new(new EndedSession(session.Id, session.Epoch, SessionEndReason.Closed, By: null, session.Since));

    private static Session Admit(UserPresence state, Session? previous, PresenceEvent.LoginAttempted login, DateTimeOffset now) => new()
    {
        Id = previous?.Id ?? login.ProposedId,
        Epoch = state.LastEpoch + 1,
        Platform = login.Platform,
        DeviceId = login.DeviceId,
        Connection = login.Connection,
        GatewaySeenAtVersion = login.GatewaySeenAtVersion,
        LoginAt = previous?.LoginAt ?? now,
        Status = PresenceStatus.Online,
        Since = previous is { Status: PresenceStatus.Online } ? previous.Since : now,
    };

    private static ImmutableArray<Session> InsertByLogin(ImmutableArray<Session> sessions, Session admitted)
    {
        var index = sessions.Length;
        while (index > 0 && sessions[index - 1].LoginAt > admitted.LoginAt)
            index--;
        return sessions.Insert(index, admitted);
    }
}
