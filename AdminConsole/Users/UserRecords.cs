using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Users;

/// <summary>One user's presence.</summary>
public sealed record PresenceAnswer
{
    public string UserId { get; init; } = "";

    public PresenceStatus Status { get; init; }

    public string CustomStatus { get; init; } = "";

    public DateTimeOffset? LastSeenAt { get; init; }

    public long Version { get; init; }
}

/// <summary>A user's sessions.</summary>
public sealed record SessionList(string UserId, ImmutableArray<SessionLine> Sessions);

/// <summary>One of them.</summary>
public sealed record SessionLine
{
    public string Id { get; init; } = "";

    public string Platform { get; init; } = "";

    public string DeviceId { get; init; } = "";

    public PresenceStatus Status { get; init; }

    public DateTimeOffset LoginAt { get; init; }

    public DateTimeOffset Since { get; init; }

    public string Gateway { get; init; } = "";

    public ClientInfo? Client { get; init; }

    public Platform Kind => Platforms.TryParse(Platform, out var platform) ? platform : default;
}
