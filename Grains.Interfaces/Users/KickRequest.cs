using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>Which of a user's sessions an administrator pushes out.</summary>
[GenerateSerializer, Immutable, Alias("presence.kick")]
public sealed record KickRequest
{
    /// <summary>Only the sessions of this platform, when set.</summary>
    [Id(0)]
    public Platform? Platform { get; init; }

    /// <summary>Only this session, when set. With neither set, all sessions go.</summary>
    [Id(1)]
    public SessionId? Session { get; init; }

    /// <summary>Whether every credential issued until then stops logging in (contract §3).</summary>
    [Id(2)]
    public bool RevokesCredentials { get; init; }

    /// <summary>When the gateway received the request, by its own clock.</summary>
    [Id(3)]
    public required ActTime AskedAt { get; init; }
}
