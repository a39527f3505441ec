namespace PresenceCluster.Client;

/// <summary>What happened to a client, in order. A closed set.</summary>
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

    /// <summary>The session was ended for this device by somebody else; <see cref="Closed"/> follows and is final.</summary>
    /// <param name="Code">The close code's number.</param>
    /// <param name="Text">The gateway's sentence.</param>
    /// <param name="ByPlatform">The platform of the login that took the place; empty when none did.</param>
    public sealed record Kicked(int Code, string Text, string ByPlatform) : PresenceClientEvent;

    /// <summary>
    /// The gateway is shutting down; <see cref="Closed"/> follows. The old connection is kept until the next login, so nobody sees the
    /// user leave.
    /// </summary>
    /// <param name="ReconnectAfter">How long it asks to stay away.</param>
    public sealed record GoAway(TimeSpan ReconnectAfter) : PresenceClientEvent;

    /// <summary>The connection is over, or could not be opened.</summary>
    /// <param name="End">How it ended.</param>
    /// <param name="ReconnectsIn">When the next attempt starts; null when there is none and the client has stopped.</param>
    public sealed record Closed(ConnectionEnd End, TimeSpan? ReconnectsIn) : PresenceClientEvent;
}
