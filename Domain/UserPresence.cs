using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// A user's whole state, as it is stored and as <see cref="PresenceMachine"/> takes and returns it. Immutable; the parameterless value is
/// an unknown user.
/// </summary>
public sealed record UserPresence
{
    /// <summary>The state of an unknown user.</summary>
    public static UserPresence Unknown { get; } = new();

    /// <summary>The watermark: grows by exactly one with every transition, never backwards.</summary>
    public long Version { get; init; }

    /// <summary>Whether the account exists: imported by the back end, or registered by its first login (contract §9).</summary>
    public bool IsRegistered { get; init; }

    /// <summary>The epoch given to the latest login.</summary>
    public long LastEpoch { get; init; }

    /// <summary>The device sessions, oldest login first. None is Offline.</summary>
    public ImmutableArray<Session> Sessions { get; init; } = [];

    /// <summary>
    /// The newest <see cref="Session.LoginAt"/> that was given, or the highest barrier that was raised. The next login by hand is later.
    /// </summary>
    public DateTimeOffset? LastLoginAt { get; init; }

    /// <summary>The barriers that end the way back to sessions that are gone. At most one for each platform.</summary>
    public ImmutableArray<LoginBarrier> Barriers { get; init; } = [];

    /// <summary>
    /// The latest sessions that were pushed out, newest last. From this list a connection that missed its notice learns why it lost its
    /// session. The barriers decide whether a device may come back; only the kick of a single session raises none.
    /// </summary>
    public ImmutableArray<EndedSession> PushedOut { get; init; } = [];

    /// <summary>When the user was last known to be Online: the time of the last login or of the last end of an Online session.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Credentials issued at or before this instant no longer log in (contract §3: kick).</summary>
    public DateTimeOffset? CredentialsRevokedAt { get; init; }

    /// <summary>The issue time of the newest credential that the user has logged in with.</summary>
    public DateTimeOffset? LatestCredentialAt { get; init; }

    /// <summary>The user's own status text, at most 100 bytes of UTF-8; cleared when the user leaves Online (contract §7).</summary>
    public string CustomStatus { get; init; } = "";

    /// <summary>When the custom status was requested; null when none was set since the user came Online.</summary>
    public ActTime? CustomStatusAskedAt { get; init; }

    /// <summary>When the account was deleted. Its row is deleted when the retention has passed since then.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The user's one status: any Online wins, then any PushOnline, else Offline (seed; contract §1).</summary>
    public PresenceStatus Status
    {
        get
        {
            var highest = PresenceStatus.Offline;
            foreach (var session in Sessions)
            {
                if (session.Status > highest)
                    highest = session.Status;
            }

            return highest;
        }
    }
}
