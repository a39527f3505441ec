namespace PresenceCluster.Domain;

/// <summary>A device's admitted login, owned by one connection at a time.</summary>
public sealed record Session
{
    /// <summary>The name of the session; kept when the same device reconnects.</summary>
    public required SessionId Id { get; init; }

    /// <summary>The fence: grows with every login of the user, so whatever belongs to an earlier owner changes nothing.</summary>
    public required long Epoch { get; init; }

    /// <summary>What kind of device.</summary>
    public required Platform Platform { get; init; }

    /// <summary>Which installation; the same id on the same platform is the same device.</summary>
    public required string DeviceId { get; init; }

    /// <summary>The connection that owns the session, or owned it last.</summary>
    public required ConnectionRef Connection { get; init; }

    /// <summary>
    /// The version of the cluster's membership that the gateway knew at login. A silo that has not yet heard of a fresh gateway
    /// can tell "unknown" from "dead" by it.
    /// </summary>
    public required long GatewaySeenAtVersion { get; init; }

    /// <summary>
    /// When the user logged in by hand on this device, in whole milliseconds; each login by hand of a user is later than those before. A
    /// takeover and a resume keep it, so a reconnect changes neither the order of eviction over a cap nor which of two logins is newer.
    /// </summary>
    public required DateTimeOffset LoginAt { get; init; }

    /// <summary>When the gateway was asked for the latest login, by its own clock, which only grows.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The same of the latest login by hand: a device that came back by itself since then did not act anew.</summary>
    public required DateTimeOffset ByHandAt { get; init; }

    /// <summary>The device's own count of its attempts at the latest login; 0 when it does not count.</summary>
    public ulong Attempt { get; init; }

    /// <summary>Online or PushOnline; an Offline session is not kept.</summary>
    public required PresenceStatus Status { get; init; }

    /// <summary>Since when <see cref="Status"/> has held; a PushOnline session decays this long plus the retention later.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether it is the session of a device: the same device id on the same platform.</summary>
    public bool IsOf(Platform platform, string deviceId) => Platform == platform && DeviceId == deviceId;
}
