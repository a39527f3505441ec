using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Rest.V1.Users;

/// <summary>One user's presence in <c>/v1</c>.</summary>
internal sealed record PresenceBody
{
    /// <summary>The user.</summary>
    public required string UserId { get; init; }

    /// <summary>Online, PushOnline or Offline.</summary>
    public required PresenceStatus Status { get; init; }

    /// <summary>The user's own status text.</summary>
    public required string CustomStatus { get; init; }

    /// <summary>When the user was last known to be Online; absent when never.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Grows by one with every transition.</summary>
    public required long Version { get; init; }

    /// <summary>The devices that are logged in, oldest login first.</summary>
    public required ImmutableArray<DeviceBody> Devices { get; init; }

    /// <summary>The body for a user's presence.</summary>
    public static PresenceBody From(string userId, UserPresence presence) => new()
    {
        UserId = userId,
        Status = presence.Status,
        CustomStatus = presence.CustomStatus,
        LastSeenAt = presence.LastSeenAt,
        Version = presence.Version,
        Devices = [.. presence.Sessions.Select(DeviceBody.From)],
    };
}
