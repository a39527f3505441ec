using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// What an administrator's kick ends (contract §3): the sessions that it means, and, when it revokes, the credentials issued until then. A
/// kick that arrives late spares a login that was asked for after it, but not when it revokes: it takes access away, so it errs on the safe
/// side and ends everything that is there.
/// </summary>
internal static class KickRule
{
    public static Transition Apply(UserPresence state, PresenceEvent.KickRequested kick, PresenceRules rules, DateTimeOffset now)
    {
        if (!state.IsRegistered)
            return Change.None(state, PresenceOutcome.UnknownAccount.Instance);

        var kicked = state.Sessions.RemoveAll(session => !IsKicked(session, kick));
        var revokedAt = RevokedAt(state, kick.AskedAt, rules);
        var revokes = kick.RevokesCredentials && revokedAt != state.CredentialsRevokedAt;
        if (kicked.IsEmpty && !revokes)
            return Change.None(state);

        var next = Change.PushOut(state, kicked, SessionEndReason.Kicked, by: null, rules, now);
        next = CloseWayBack(next, kick.Scope.Platforms, kick.AskedAt, kicked, SessionEndReason.Kicked);
        if (revokes)
            next = next with { CredentialsRevokedAt = revokedAt };
        var change = new Change(kicked.IsEmpty ? StatusAction.Revoke : StatusAction.Kick)
        {
            Reason = kicked.IsEmpty ? null : SessionEndReason.Kicked,
            Sessions = kicked,
            Closing = Change.CloseAll(kicked, SessionEndReason.Kicked, by: null),
        };
        return change.Commit(state, next, rules, now, PresenceOutcome.Applied.Instance);
    }

    /// <summary>
    /// Up to which issue time a revocation reaches. The signer's clock may be behind ours, so the last moments are spared, but never a
    /// credential that has logged in already, nor an older one.
    /// </summary>
    /// <param name="state">The user.</param>
    /// <param name="askedAt">When the revocation was asked for.</param>
    /// <param name="rules">Its <see cref="PresenceRules.SignerLagMax"/> is the tolerance.</param>
    public static DateTimeOffset RevokedAt(UserPresence state, DateTimeOffset askedAt, PresenceRules rules)
    {
        var reached = LoginRule.Later(state.LatestCredentialAt, askedAt - rules.SignerLagMax);
        // A revocation never moves back.
        return LoginRule.Later(state.CredentialsRevokedAt, reached);
    }

    /// <summary>No device of these platforms comes back by itself to a login of before the act.</summary>
    public static UserPresence CloseWayBack(
        UserPresence state, PlatformSet platforms, DateTimeOffset askedAt, ImmutableArray<Session> ended, SessionEndReason reason)
    {
        if (platforms.IsEmpty)
            return state;
        var at = ended.Aggregate(ActOrder.WholeMilliseconds(askedAt), (latest, session) => LoginRule.Later(latest, session.LoginAt));
        return state with
        {
            LastLoginAt = LoginRule.Later(state.LastLoginAt, at),
            Barriers = LoginBarrier.Raise(state.Barriers, new LoginBarrier(platforms, at, reason, By: null)),
        };
    }

    private static bool IsKicked(Session session, PresenceEvent.KickRequested kick)
        => kick.Scope.Covers(session) && (kick.RevokesCredentials || !ActOrder.IsClearlyBefore(kick.AskedAt, session.AskedAt));
}
