using Orleans.Concurrency;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>
/// One user of one app: owns the device sessions and derives the status. Its key is <see cref="UserKey.ToString"/>. Every change is
/// stored before the call returns; every call may safely be repeated.
/// </summary>
[Alias("presence.user")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>The type in the ids of these grains.</summary>
    const string GrainTypeName = "presence-user";

    /// <summary>Logs a device in whose credential the gateway has verified. The connection is the idempotency key of a repeated call.</summary>
    [Alias("login")]
    Task<LoginReply> LoginAsync(PresenceEvent.LoginAttempted login, CancellationToken cancellationToken = default);

    /// <summary>Says that a connection is gone, or that its user logged out on it. Does nothing unless it still owns a session.</summary>
    [Alias("end")]
    Task EndConnectionAsync(ConnectionRef connection, SessionEndReason reason, CancellationToken cancellationToken = default);

    /// <summary>Pushes sessions out for an administrator.</summary>
    [Alias("kick")]
    Task<KickReply> KickAsync(KickRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sets the custom status, if the connection owns an Online session and no newer text was set.</summary>
    /// <param name="connection">The connection that it came over.</param>
    /// <param name="text">At most 100 bytes of UTF-8, checked by the gateway.</param>
    /// <param name="askedAt">When the gateway was asked, by its own clock; the same at a repetition.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("custom")]
    Task SetCustomStatusAsync(ConnectionRef connection, string text, ActTime askedAt, CancellationToken cancellationToken = default);

    /// <summary>Creates the account if it does not exist.</summary>
    /// <param name="askedAt">When the gateway was asked: an import from before the account's deletion changes nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("import")]
    Task ImportAsync(ActTime askedAt, CancellationToken cancellationToken = default);

    /// <summary>Deletes the account and ends its sessions.</summary>
    /// <param name="askedAt">When the gateway was asked: credentials issued until then no longer log in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there is no such account.</returns>
    [Alias("delete")]
    Task<bool> DeleteAsync(ActTime askedAt, CancellationToken cancellationToken = default);

    /// <summary>Says that a gateway incarnation is dead.</summary>
    [Alias("lost")]
    Task GatewayLostAsync(GatewayId gateway, CancellationToken cancellationToken = default);

    /// <summary>Ends the sessions for which no gateway has vouched within the app's heartbeat time-out.</summary>
    [Alias("lapsed")]
    Task EndLapsedAsync(CancellationToken cancellationToken = default);

    /// <summary>Enforces the login policy, as it is now, on the sessions that are there.</summary>
    [Alias("enforce")]
    Task EnforcePolicyAsync(CancellationToken cancellationToken = default);

    /// <summary>The user's presence as it is to be shown now. Does not wait behind a login that is being stored.</summary>
    [Alias("get")]
    [AlwaysInterleave]
    Task<UserPresence> GetAsync(CancellationToken cancellationToken = default);
}
