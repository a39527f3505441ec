using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>A login whose credential the gateway has verified.</summary>
[GenerateSerializer, Immutable, Alias("presence.login")]
public sealed record LoginRequest
{
    /// <summary>The id that the session gets if the device has none yet.</summary>
    [Id(0)]
    public required SessionId ProposedId { get; init; }

    /// <summary>What kind of device.</summary>
    [Id(1)]
    public required Platform Platform { get; init; }

    /// <summary>Which installation; 1 to 64 bytes of printable ASCII.</summary>
    [Id(2)]
    public required string DeviceId { get; init; }

    /// <summary>The connection that will own the session.</summary>
    [Id(3)]
    public required ConnectionRef Connection { get; init; }

    /// <summary>The membership version that the gateway knows, at which it is itself alive.</summary>
    [Id(4)]
    public required long GatewaySeenAtVersion { get; init; }

    /// <summary>When the credential was issued.</summary>
    [Id(5)]
    public required DateTimeOffset CredentialIssuedAt { get; init; }

    /// <summary>The session that a device coming back by itself believes it has.</summary>
    [Id(6)]
    public SessionId? ResumedSession { get; init; }

    /// <summary>When the gateway was asked, by its own clock, which only grows: no two logins of a gateway have the same.</summary>
    [Id(7)]
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The device's own count of its attempts; 0 when it does not count.</summary>
    [Id(8)]
    public ulong Attempt { get; init; }
}
