using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// Decides what an administrator's kick ends (contract §3): the sessions in its scope and, when it revokes, the credentials issued before
/// it. A late kick spares a login that was requested after it. A late revocation spares none: it takes access away, so it errs on the safe
/// side.
/// </summary>
internal static class KickRule
{
    public static Transition Apply(UserPresence state, PresenceEvent.KickRequested kick, PresenceRules rules, DateTimeOffset now)
    {
        if (!state.IsRegistered)
            return Change.None(state, PresenceOutcome.UnknownAccount.Instance);

        var kicked = state.Sessions.RemoveAll(session => !IsKicked(session, kick));
        var revokedAt = RevokedAt(state, kick.AskedAt.At, rules);
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
    /// The issue time up to which a revocation reaches. The signer's clock may be behind ours, so credentials issued shortly before are
    /// spared. A credential that has logged in, or an older one, is never spared.
    /// </summary>
    /// <param name="state">The user.</param>
    /// <param name="askedAt">When the revocation was requested.</param>
    /// <param name="rules">Its <see cref="PresenceRules.SignerLagMax"/> is the tolerance.</param>
    public static DateTimeOffset RevokedAt(UserPresence state, DateTimeOffset askedAt, PresenceRules rules)
    {
        var reached = LoginRule.Later(state.LatestCredentialAt, askedAt - rules.SignerLagMax);
        // A revocation never moves back.
        return LoginRule.Later(state.CredentialsRevokedAt, reached);
    }

    /// <summary>Ends the way back on these platforms: no device resumes a login that was made before the act.</summary>
    public static UserPresence CloseWayBack(
        UserPresence state, PlatformSet platforms, ActTime askedAt, ImmutableArray<Session> ended, SessionEndReason reason)
    {
        if (platforms.IsEmpty)
            return state;
        var at = ended.Aggregate(ActOrder.WholeMilliseconds(askedAt.At), (latest, session) => LoginRule.Later(latest, session.LoginAt));
        return state with
        {
            LastLoginAt = LoginRule.Later(state.LastLoginAt, at),
            Barriers = LoginBarrier.Raise(state.Barriers, new LoginBarrier(platforms, askedAt.MovedTo(at), reason, By: null)),
        };
    }

    private static bool IsKicked(Session session, PresenceEvent.KickRequested kick)
        => kick.Scope.Covers(session) && (kick.RevokesCredentials || !ActOrder.IsClearlyBefore(kick.AskedAt, session.AskedAt));
}
