namespace PresenceCluster.Domain;

/// <summary>The answer to the sender of an event. A closed set.</summary>
public abstract record PresenceOutcome
{
    private PresenceOutcome()
    {
    }

    /// <summary>The event changed nothing: it was late, repeated or early.</summary>
    public sealed record Unchanged : PresenceOutcome
    {
        internal static Unchanged Instance { get; } = new();
    }

    /// <summary>The event was applied.</summary>
    public sealed record Applied : PresenceOutcome
    {
        internal static Applied Instance { get; } = new();
    }

    /// <summary>The login was admitted.</summary>
    /// <param name="Session">The session that the connection now owns.</param>
    public sealed record Admitted(Session Session) : PresenceOutcome;

    /// <summary>The credential was issued before the latest revocation (contract §3: 70052).</summary>
    /// <param name="RevokedAt">Credentials issued after this instant count.</param>
    public sealed record CredentialRevoked(DateTimeOffset RevokedAt) : PresenceOutcome;

    /// <summary>
    /// The device tried to resume a session that it had lost (contract §6: client code 6208), or its login arrived after a later one.
    /// </summary>
    /// <param name="Reason">How it lost the session.</param>
    /// <param name="By">The platform of the login that it was lost to; null when no login did it.</param>
    /// <param name="ByAttempt">The count of that login when it was the same device; else 0.</param>
    public sealed record AlreadyPushedOut(SessionEndReason Reason, Platform? By, ulong ByAttempt = 0) : PresenceOutcome;

    /// <summary>There is no such account (contract §4: 70107).</summary>
    public sealed record UnknownAccount : PresenceOutcome
    {
        internal static UnknownAccount Instance { get; } = new();
    }
}
