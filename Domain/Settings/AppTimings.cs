namespace PresenceCluster.Domain.Settings;

/// <summary>The seed's timings, as settings of an app.</summary>
public sealed record AppTimings
{
    /// <summary>How often native clients are told to send a heartbeat (seed: 2 minutes).</summary>
    public TimeSpan NativeHeartbeatInterval { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>After how long without a heartbeat a native connection is given up (seed: 400 s).</summary>
    public TimeSpan NativeHeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(400);

    /// <summary>How often Web clients and mini programs are told to send a heartbeat; it must fit their 60 s time-out twice.</summary>
    public TimeSpan WebHeartbeatInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>After how long without a heartbeat a Web or mini-program connection is given up (seed: 60 s).</summary>
    public TimeSpan WebHeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long PushOnline lasts without a login (seed: 7 days).</summary>
    public TimeSpan PushOnlineRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long status events can be read again. What an endpoint still has to get is kept beyond that; with zero nothing else is.
    /// </summary>
    public TimeSpan EventRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The heartbeat interval that a platform is told.</summary>
    public TimeSpan HeartbeatInterval(Platform platform)
        => platform.Kind == PlatformKind.Web ? WebHeartbeatInterval : NativeHeartbeatInterval;

    /// <summary>The heartbeat time-out that a platform is judged by.</summary>
    public TimeSpan HeartbeatTimeout(Platform platform)
        => platform.Kind == PlatformKind.Web ? WebHeartbeatTimeout : NativeHeartbeatTimeout;
}
