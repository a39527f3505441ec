namespace PresenceCluster.Client;

/// <summary>An event of a client. A closed set.</summary>
public abstract record PresenceClientEvent
{
    private PresenceClientEvent()
    {
    }

    /// <summary>The login was admitted, the first or after a reconnect.</summary>
    /// <param name="SessionId">The session.</param>
    /// <param name="Epoch">Its fence number.</param>
    /// <param name="HeartbeatInterval">How often heartbeats are sent.</param>
    public sealed record LoggedIn(string SessionId, long Epoch, TimeSpan HeartbeatInterval) : PresenceClientEvent;

    /// <summary>The session was ended for this device from elsewhere; <see cref="Closed"/> follows and is final.</summary>
    /// <param name="Code">The close code's number.</param>
    /// <param name="Text">The gateway's sentence.</param>
    /// <param name="ByPlatform">The platform of the login that took the place; empty when none did.</param>
    public sealed record Kicked(int Code, string Text, string ByPlatform) : PresenceClientEvent;

    /// <summary>
    /// The gateway is shutting down or is drained; <see cref="Closed"/> follows. The old connection is kept until the next login, so the
    /// user stays Online meanwhile.
    /// </summary>
    /// <param name="ReconnectAfter">The pause that the gateway asks for.</param>
    public sealed record GoAway(TimeSpan ReconnectAfter) : PresenceClientEvent;

    /// <summary>The connection is over, or could not be opened.</summary>
    /// <param name="End">How it ended.</param>
    /// <param name="ReconnectsIn">When the next attempt starts; null when there is none and the client has stopped.</param>
    public sealed record Closed(ConnectionEnd End, TimeSpan? ReconnectsIn) : PresenceClientEvent;
}
