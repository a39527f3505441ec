namespace PresenceCluster.Domain;

/// <summary>What is remembered of one session that was pushed out, so that its device is told why when it returns by itself.</summary>
/// <param name="Id">The session.</param>
/// <param name="Epoch">The epoch of its last owner: a connection that owned it earlier lost it to a takeover, whatever became of it then.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="By">The platform of the login that pushed it out; null for an administrator.</param>
/// <param name="AskedAt">When its latest login was asked for: a login with the same time is that login, delivered once more.</param>
/// <param name="At">When it ended.</param>
public sealed record EndedSession(SessionId Id, long Epoch, SessionEndReason Reason, Platform? By, DateTimeOffset AskedAt, DateTimeOffset At);
