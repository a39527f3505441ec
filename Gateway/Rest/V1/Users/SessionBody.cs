using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Rest.V1.Users;

/// <summary>One session of a user, as an operator needs it.</summary>
internal sealed record SessionBody
{
    /// <summary>The session's id, which a kick names.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of device.</summary>
    public required string Platform { get; init; }

    /// <summary>Which installation.</summary>
    public required string DeviceId { get; init; }

    /// <summary>Online or PushOnline.</summary>
    public required PresenceStatus Status { get; init; }

    /// <summary>When the device logged in.</summary>
    public required DateTimeOffset LoginAt { get; init; }

    /// <summary>Since when the status has held.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The fence number; grows with every login of the user.</summary>
    public required long Epoch { get; init; }

    /// <summary>The gateway incarnation that holds the connection, or held it last.</summary>
    public required string Gateway { get; init; }

    /// <summary>What is known of the client: where it came from at the latest login, and its versions. Absent when nothing is.</summary>
    public ClientInfo? Client { get; init; }

    /// <summary>The body for a session.</summary>
    public static SessionBody From(Session session) => new()
    {
        Id = session.Id.ToString(),
        Platform = session.Platform.Name,
        DeviceId = session.DeviceId,
        Status = session.Status,
        LoginAt = session.LoginAt,
        Since = session.Since,
        Epoch = session.Epoch,
        Gateway = session.Connection.Gateway.Value,
        Client = session.Client,
    };
}

/// <summary>A user's sessions.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Sessions">The sessions, oldest login first.</param>
internal sealed record SessionListBody(string UserId, ImmutableArray<SessionBody> Sessions);
