using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Rest.V1.Users;

/// <summary>One device of a user's presence.</summary>
internal sealed record DeviceBody
{
    /// <summary>The kind of device: Android, iPhone, iPad, HarmonyOS, Windows, Mac, Linux, Web or MiniProgram.</summary>
    public required string Platform { get; init; }

    /// <summary>Which installation.</summary>
    public required string DeviceId { get; init; }

    /// <summary>Online or PushOnline.</summary>
    public required PresenceStatus Status { get; init; }

    /// <summary>Since when the status has held.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The body for a session.</summary>
    public static DeviceBody From(Session session) => new()
    {
        Platform = session.Platform.Name,
        DeviceId = session.DeviceId,
        Status = session.Status,
        Since = session.Since,
    };
}
