namespace PresenceCluster.Domain;

/// <summary>Decides what an import or a deletion of the account changes (contract §9).</summary>
internal static class AccountRule
{
    /// <summary>Creates the account. An import that was requested before the account's deletion arrives late and changes nothing.</summary>
    public static Transition Import(UserPresence state, PresenceEvent.AccountImported imported, PresenceRules rules, DateTimeOffset now)
    {
        if (state.IsRegistered || (state.DeletedAt is { } deletedAt && ActOrder.IsClearlyBefore(imported.AskedAt, deletedAt)))
            return Change.None(state);

        var next = state with { IsRegistered = true, DeletedAt = null };
        return new Change(StatusAction.AccountImport).Commit(state, next, rules, now, PresenceOutcome.Applied.Instance);
    }

    /// <summary>
    /// Deletes the account, ends its sessions and revokes its credentials, including those of logins that arrived during the call.
    /// </summary>
    public static Transition Delete(UserPresence state, PresenceEvent.AccountDeleted deleted, PresenceRules rules, DateTimeOffset now)
    {
        if (!state.IsRegistered)
            return Change.None(state, PresenceOutcome.UnknownAccount.Instance);

        // The tombstone keeps the version growing, the epochs fenced and earlier credentials revoked until all of them have expired.
        // It also keeps the list of ended sessions. A connection that has not heard of the deletion is told even after a new login.
        var remembered = Change.PushOut(state, state.Sessions, SessionEndReason.AccountDeleted, by: null, rules, now);
        var tombstone = new UserPresence
        {
            Version = state.Version,
            LastEpoch = state.LastEpoch,
            PushedOut = remembered.PushedOut,
            LastLoginAt = state.LastLoginAt,
            Barriers = state.Barriers,
            // The signer's clock gets no tolerance here: a back end does not sign for an account that it is about to delete.
            CredentialsRevokedAt = KickRule.RevokedAt(state, deleted.AskedAt.At, rules with { SignerLagMax = TimeSpan.Zero }),
            DeletedAt = deleted.AskedAt.At,
        };
        tombstone = KickRule.CloseWayBack(tombstone, PlatformSet.All, deleted.AskedAt, state.Sessions, SessionEndReason.AccountDeleted);
        var change = new Change(StatusAction.AccountDelete)
        {
            Reason = SessionEndReason.AccountDeleted,
            Sessions = state.Sessions,
            Closing = Change.CloseAll(state.Sessions, SessionEndReason.AccountDeleted, by: null),
        };
        return change.Commit(state, tombstone, rules, now, PresenceOutcome.Applied.Instance);
    }
}
