namespace PresenceCluster.Domain;

/// <summary>What can happen to a user. A closed set; <see cref="PresenceMachine"/> has one arm for each.</summary>
public abstract record PresenceEvent
{
    private PresenceEvent()
    {
    }

    /// <summary>A device presented valid credentials. Gateways send it as it is to the user's grain.</summary>
    public sealed record LoginAttempted : PresenceEvent
    {
        /// <summary>The id that the session gets if the device has none yet.</summary>
        public required SessionId ProposedId { get; init; }

        /// <summary>What kind of device.</summary>
        public required Platform Platform { get; init; }

        /// <summary>Which installation; 1 to 64 bytes of printable ASCII.</summary>
        public required string DeviceId { get; init; }

        /// <summary>The connection that would own the session.</summary>
        public required ConnectionRef Connection { get; init; }

        /// <summary>When the gateway was asked, by its own clock, which only grows: no two logins of a gateway have the same.</summary>
        public required ActTime AskedAt { get; init; }

        /// <summary>The device's own count of its attempts; 0 when it does not count.</summary>
        public ulong Attempt { get; init; }

        /// <summary>The membership version that the gateway knows, at which it is itself alive.</summary>
        public required long GatewaySeenAtVersion { get; init; }

        /// <summary>When the credential was issued; compared with the latest revocation.</summary>
        public required DateTimeOffset CredentialIssuedAt { get; init; }

        /// <summary>The session that the device believes it still has; null when its user logged in by hand.</summary>
        public SessionId? ResumedSession { get; init; }

        /// <summary>What is known of the client; null when nothing is.</summary>
        public ClientInfo? Client { get; init; }
    }

    /// <summary>A connection is gone, or its user logged out on it. Changes nothing unless that connection still owns a session.</summary>
    /// <param name="Connection">The connection.</param>
    /// <param name="Reason">Closed, TimedOut, GatewayLost or LoggedOut.</param>
    public sealed record ConnectionEnded(ConnectionRef Connection, SessionEndReason Reason) : PresenceEvent;

    /// <summary>A gateway incarnation is dead: every connection that it held is gone.</summary>
    /// <param name="Gateway">The gateway.</param>
    public sealed record GatewayLost(GatewayId Gateway) : PresenceEvent;

    /// <summary>An administrator pushes sessions out.</summary>
    /// <param name="Scope">Which of them.</param>
    /// <param name="RevokesCredentials">Whether every credential issued until then stops logging in (contract §3).</param>
    /// <param name="AskedAt">When the gateway was asked.</param>
    public sealed record KickRequested(KickScope Scope, bool RevokesCredentials, ActTime AskedAt) : PresenceEvent;

    /// <summary>The login policy changed and is to be enforced on the sessions that are already there.</summary>
    public sealed record PolicyEnforced : PresenceEvent;

    /// <summary>Time passed; whatever is due is done.</summary>
    public sealed record DeadlineReached : PresenceEvent;

    /// <summary>The user set a status text of their own on one of their connections.</summary>
    /// <param name="Connection">The connection it came over.</param>
    /// <param name="Text">At most 100 bytes of UTF-8; empty clears.</param>
    /// <param name="AskedAt">When the gateway was asked.</param>
    public sealed record CustomStatusSet(ConnectionRef Connection, string Text, ActTime AskedAt) : PresenceEvent;

    /// <summary>The back end imported the account (contract §9).</summary>
    /// <param name="AskedAt">When the gateway was asked.</param>
    public sealed record AccountImported(ActTime AskedAt) : PresenceEvent;

    /// <summary>The back end deleted the account (contract §9).</summary>
    /// <param name="AskedAt">When the gateway was asked.</param>
    public sealed record AccountDeleted(ActTime AskedAt) : PresenceEvent;
}
