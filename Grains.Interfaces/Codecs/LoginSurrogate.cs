using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Codecs;

/// <summary>Carries a <see cref="PresenceEvent.LoginAttempted"/>; each field is the member of the same name.</summary>
[GenerateSerializer, Immutable, Alias("presence.login")]
public struct LoginSurrogate
{
    /// <summary>See <see cref="PresenceEvent.LoginAttempted.ProposedId"/>.</summary>
    [Id(0)]
    public SessionId ProposedId;

    /// <summary>See <see cref="PresenceEvent.LoginAttempted.Platform"/>.</summary>
    [Id(1)]
    public Platform Platform;

    /// <summary>See <see cref="PresenceEvent.LoginAttempted.DeviceId"/>.</summary>
    [Id(2)]
    public string DeviceId;

    /// <summary>See <see cref="PresenceEvent.LoginAttempted.Connection"/>.</summary>
    [Id(3)]
    public ConnectionRef Connection;

    /// <summary>See <see cref="PresenceEvent.LoginAttempted.GatewaySeenAtVersion"/>.</summary>
    [Id(4)]
    public long GatewaySeenAtVersion;

    /// <summary>See <see cref="PresenceEvent.LoginAttempted.CredentialIssuedAt"/>.</summary>
    [Id(5)]
    public DateTimeOffset CredentialIssuedAt;

    /// <summary>See <see cref="PresenceEvent.LoginAttempted.ResumedSession"/>.</summary>
    [Id(6)]
    public SessionId? ResumedSession;

    /// <summary>See <see cref="PresenceEvent.LoginAttempted.AskedAt"/>.</summary>
    [Id(7)]
    public ActTime AskedAt;

    /// <summary>See <see cref="PresenceEvent.LoginAttempted.Attempt"/>.</summary>
    [Id(8)]
    public ulong Attempt;

    /// <summary>See <see cref="PresenceEvent.LoginAttempted.Client"/>.</summary>
    [Id(9)]
    public ClientInfo? Client;
}

/// <summary>Converts between a login and its stand-in.</summary>
[RegisterConverter]
public sealed class LoginConverter : IConverter<PresenceEvent.LoginAttempted, LoginSurrogate>
{
    /// <inheritdoc/>
    public PresenceEvent.LoginAttempted ConvertFromSurrogate(in LoginSurrogate surrogate) => new()
    {
        ProposedId = surrogate.ProposedId,
        Platform = surrogate.Platform,
        DeviceId = surrogate.DeviceId,
        Connection = surrogate.Connection,
        GatewaySeenAtVersion = surrogate.GatewaySeenAtVersion,
        CredentialIssuedAt = surrogate.CredentialIssuedAt,
        ResumedSession = surrogate.ResumedSession,
        AskedAt = surrogate.AskedAt,
        Attempt = surrogate.Attempt,
        Client = surrogate.Client,
    };

    /// <inheritdoc/>
    public LoginSurrogate ConvertToSurrogate(in PresenceEvent.LoginAttempted value) => new()
    {
        ProposedId = value.ProposedId,
        Platform = value.Platform,
        DeviceId = value.DeviceId,
        Connection = value.Connection,
        GatewaySeenAtVersion = value.GatewaySeenAtVersion,
        CredentialIssuedAt = value.CredentialIssuedAt,
        ResumedSession = value.ResumedSession,
        AskedAt = value.AskedAt,
        Attempt = value.Attempt,
        Client = value.Client,
    };
}
