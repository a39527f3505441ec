namespace PresenceCluster.Domain;

/// <summary>The record of one session that was pushed out. Its device is told the reason when it returns by itself.</summary>
/// <param name="Id">The session.</param>
/// <param name="Epoch">The epoch of its last owner. A connection that owned it earlier lost it to a takeover.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="By">The platform of the login that pushed it out; null for an administrator.</param>
/// <param name="AskedAt">When its latest login was requested. A login with the same time is the same login, delivered again.</param>
/// <param name="At">When it ended.</param>
public sealed record EndedSession(SessionId Id, long Epoch, SessionEndReason Reason, Platform? By, DateTimeOffset AskedAt, DateTimeOffset At);
