using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// A user's whole state: what is stored, and what <see cref="PresenceMachine"/> takes and returns. Immutable; the parameterless
/// value is a user nobody has heard of.
/// </summary>
public sealed record UserPresence
{
    /// <summary>The state of a user nobody has heard of.</summary>
    public static UserPresence Unknown { get; } = new();

    /// <summary>The watermark: grows by exactly one with every transition, never backwards.</summary>
    public long Version { get; init; }

    /// <summary>Whether the account exists: imported by the back end, or registered by its first login (contract §9).</summary>
    public bool IsRegistered { get; init; }

    /// <summary>The epoch given to the latest login.</summary>
    public long LastEpoch { get; init; }

    /// <summary>The device sessions, oldest login first. None is Offline.</summary>
    public ImmutableArray<Session> Sessions { get; init; } = [];

    /// <summary>The newest <see cref="Session.LoginAt"/> that was given, or barrier that was raised: the next login by hand is later.</summary>
    public DateTimeOffset? LastLoginAt { get; init; }

    /// <summary>Which logins are over although their sessions are gone. At most one for each platform.</summary>
    public ImmutableArray<LoginBarrier> Barriers { get; init; } = [];

    /// <summary>
    /// The latest sessions that were pushed out, newest last: what tells a connection that heard nothing why it lost its session. Whether
    /// a device may come back, the barriers decide; only a kick of a single session stands here alone.
    /// </summary>
    public ImmutableArray<EndedSession> PushedOut { get; init; } = [];

    /// <summary>When the user was last known to be Online: the time of the last login or of the last end of an Online session.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Credentials issued at or before this instant no longer log in (contract §3: kick).</summary>
    public DateTimeOffset? CredentialsRevokedAt { get; init; }

    /// <summary>When the newest credential was issued that the user has logged in with.</summary>
    public DateTimeOffset? LatestCredentialAt { get; init; }

    /// <summary>The user's own status text, at most 100 bytes of UTF-8; cleared when the user leaves Online (contract §7).</summary>
    public string CustomStatus { get; init; } = "";

    /// <summary>When the custom status was asked for; null when none was set since the user came Online.</summary>
    public DateTimeOffset? CustomStatusAskedAt { get; init; }

    /// <summary>When the account was deleted; its row is dropped the retention later.</summary>
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
