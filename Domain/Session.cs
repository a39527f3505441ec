namespace PresenceCluster.Domain;

/// <summary>A device's admitted login, owned by one connection at a time.</summary>
public sealed record Session
{
    /// <summary>The name of the session; kept when the same device resumes it.</summary>
    public required SessionId Id { get; init; }

    /// <summary>The fence: it grows with every login of the user, so late acts of an earlier owner change nothing.</summary>
    public required long Epoch { get; init; }

    /// <summary>The kind of device.</summary>
    public required Platform Platform { get; init; }

    /// <summary>The installation. The same id on the same platform is the same device.</summary>
    public required string DeviceId { get; init; }

    /// <summary>The connection that owns the session, or owned it last.</summary>
    public required ConnectionRef Connection { get; init; }

    /// <summary>
    /// The version of the cluster's membership that the gateway knew at login. It lets a silo that has not yet heard of a new gateway tell
    /// "unknown" from "dead".
    /// </summary>
    public required long GatewaySeenAtVersion { get; init; }

    /// <summary>
    /// When the user last logged in by hand on this device, in whole milliseconds. Each login by hand of a user is later than those before.
    /// A resume keeps the time, so a reconnect changes neither the order of eviction over a cap nor the order of two logins.
    /// </summary>
    public required DateTimeOffset LoginAt { get; init; }

    /// <summary>When the gateway received the latest login, by its own clock, which only grows.</summary>
    public required ActTime AskedAt { get; init; }

    /// <summary>When the gateway received the latest login by hand. A later resume does not change it: the user did not act.</summary>
    public required ActTime ByHandAt { get; init; }

    /// <summary>The device's own count of its attempts at the latest login; 0 when it does not count.</summary>
    public ulong Attempt { get; init; }

    /// <summary>What the latest login told of its client; null when nothing is known.</summary>
    public ClientInfo? Client { get; init; }

    /// <summary>Online or PushOnline; an Offline session is not kept.</summary>
    public required PresenceStatus Status { get; init; }

    /// <summary>Since when <see cref="Status"/> has held.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it decays to Offline (seed): the retention after its connection was lost; null while it is Online.</summary>
    public DateTimeOffset? DecaysAt(PresenceRules rules) => Status == PresenceStatus.PushOnline ? Since + rules.PushOnlineRetention : null;

    /// <summary>Its place in the order of logins: <see cref="LoginAt"/>.</summary>
    internal ActTime Place => ByHandAt.MovedTo(LoginAt);

    /// <summary>Whether it is the session of a device: the same device id on the same platform.</summary>
    public bool IsOf(Platform platform, string deviceId) => Platform == platform && DeviceId == deviceId;
}
