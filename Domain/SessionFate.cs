namespace PresenceCluster.Domain;

/// <summary>How sessions end that nobody ended by an act: what silence means, and what has become of the session of a connection.</summary>
public static class SessionFate
{
    /// <summary>What silence means. A time-out of a Web client or a mini program counts as a closed link (contract §8).</summary>
    public static SessionEndReason AfterSilence(Platform platform)
        => platform.Kind == PlatformKind.Web ? SessionEndReason.Closed : SessionEndReason.TimedOut;

    /// <summary>Why a connection's session is over, and the platform that ended it; null when the connection owns its session.</summary>
    /// <param name="presence">The stored state of the user.</param>
    /// <param name="session">The session that the connection was admitted to.</param>
    /// <param name="epoch">The epoch that it was admitted with.</param>
    /// <param name="connection">The connection.</param>
    public static (SessionEndReason Reason, Platform? By)? EndOf(UserPresence presence, SessionId session, long epoch, ConnectionRef connection)
    {
        foreach (var other in presence.Sessions)
        {
            if (other.Id == session)
            {
                return other.Connection == connection && other.Status == PresenceStatus.Online ? null
                    : other.Connection == connection ? (SessionEndReason.Closed, null)
                    : (SessionEndReason.TakenOver, null);
            }
        }

        for (var i = presence.PushedOut.Length - 1; i >= 0; i--)
        {
            if (presence.PushedOut[i] is { } ended && ended.Id == session)
                return ended.Epoch > epoch ? (SessionEndReason.TakenOver, null) : (ended.Reason, ended.By);
        }

        return (presence.IsRegistered ? SessionEndReason.Closed : SessionEndReason.AccountDeleted, null);
    }
}
