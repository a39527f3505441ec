using System.Net.Security;
using PresenceCluster.Protocol;

namespace PresenceCluster.Client;

/// <summary>The user, device and gateway of a <see cref="PresenceClient"/>, and its limits and delays.</summary>
public sealed record PresenceClientOptions
{
    /// <summary>The door: <c>tcp://host:8090</c>, <c>tls://host:8090</c>, <c>ws://host:8080/ws</c> or <c>wss://host/ws</c>.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>The app (SDKAppID).</summary>
    public required uint AppId { get; init; }

    /// <summary>The user: 1 to 32 bytes of printable ASCII.</summary>
    public required string UserId { get; init; }

    /// <summary>Android, iPhone, iPad, HarmonyOS, Windows, Mac, Linux, Web or MiniProgram.</summary>
    public required string Platform { get; init; }

    /// <summary>The installation: 1 to 64 bytes of printable ASCII, chosen once and kept.</summary>
    public required string DeviceId { get; init; }

    /// <summary>The version of the app's software, such as <c>chat 3.1.4</c>: at most 64 bytes of printable ASCII.</summary>
    public string ClientVersion { get; init; } = "";

    /// <summary>The version of the operating system, such as <c>Android 15</c>: at most 64 bytes of printable ASCII.</summary>
    public string OsVersion { get; init; } = "";

    /// <summary>Provides the proof for each login: credentials expire, and a reconnect may be weeks after the first login.</summary>
    public required Func<CancellationToken, ValueTask<Credential>> Credential { get; init; }

    /// <summary>Over a WebSocket: speak JSON rather than protobuf.</summary>
    public bool UsesJson { get; init; }

    /// <summary>Over TLS: judges the gateway's certificate; null leaves that to the system.</summary>
    public RemoteCertificateValidationCallback? ValidateCertificate { get; init; }

    /// <summary>Whether a lost connection is opened again.</summary>
    public bool ReconnectsByItself { get; init; } = true;

    /// <summary>How long connecting may take, TLS and upgrade included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the answer to a login may take.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the network may take to accept one frame; a slower connection is closed.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the answer to a query or a custom status may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the gateway may take to close after a logout.</summary>
    public TimeSpan LogoutTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait before the first reconnect; it doubles with every failed attempt.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that the wait grows to.</summary>
    public TimeSpan ReconnectDelayMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait that a gateway may ask for; a longer one is shortened.</summary>
    public TimeSpan ReconnectAfterMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The shortest heartbeat interval that a gateway may ask for; a shorter one is raised.</summary>
    public TimeSpan HeartbeatIntervalMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest heartbeat interval and time-out that a gateway may ask for; longer ones are shortened.</summary>
    public TimeSpan HeartbeatIntervalMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The most queries and custom statuses waiting for their answer.</summary>
    public int RequestsInFlightMax { get; init; } = 64;

    /// <summary>The most events kept for a reader that is late; beyond it the oldest are dropped.</summary>
    public int EventsKeptMax { get; init; } = 256;

    /// <summary>The longest frames accepted.</summary>
    public FrameLimits Limits { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The faults of these options, each a sentence; empty when there is none.</summary>
    public IEnumerable<string> Faults()
    {
        if (!Gateway.IsAbsoluteUri || Gateway.Scheme is not ("tcp" or "tls" or "ws" or "wss"))
            yield return $"{nameof(Gateway)} must start with tcp://, tls://, ws:// or wss://, but is '{Gateway}'.";
        else if (Gateway.Scheme is "tcp" or "tls" && Gateway.Port <= 0)
            yield return $"{nameof(Gateway)} must name a port, but is '{Gateway}'.";
        foreach (var (name, version) in Versions())
        {
            if (!FrameLimits.IsVersion(version))
                yield return $"{name} must be at most {FrameLimits.VersionBytesMax} printable ASCII characters, but is '{version}'.";
        }

        foreach (var (name, value) in Durations())
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
                yield return $"{name} must be above zero and at most a day, but is {value}.";
        }

        if (ReconnectDelay > ReconnectDelayMax)
            yield return $"{nameof(ReconnectDelay)} ({ReconnectDelay}) must not exceed {nameof(ReconnectDelayMax)} ({ReconnectDelayMax}).";
        if (HeartbeatIntervalMin > HeartbeatIntervalMax)
            yield return $"{nameof(HeartbeatIntervalMin)} ({HeartbeatIntervalMin}) must not exceed {nameof(HeartbeatIntervalMax)} ({HeartbeatIntervalMax}).";
        if (RequestsInFlightMax < 1 || EventsKeptMax < 1)
            yield return $"{nameof(RequestsInFlightMax)} and {nameof(EventsKeptMax)} must be at least 1.";
        foreach (var fault in Limits.Faults())
            yield return fault;
    }

    private (string Name, string Value)[] Versions() => [(nameof(ClientVersion), ClientVersion), (nameof(OsVersion), OsVersion)];

    private (string Name, TimeSpan Value)[] Durations() =>
    [
        (nameof(ConnectTimeout), ConnectTimeout),
        (nameof(LoginTimeout), LoginTimeout),
        (nameof(SendTimeout), SendTimeout),
        (nameof(RequestTimeout), RequestTimeout),
        (nameof(LogoutTimeout), LogoutTimeout),
        (nameof(ReconnectDelay), ReconnectDelay),
        (nameof(ReconnectDelayMax), ReconnectDelayMax),
        (nameof(ReconnectAfterMax), ReconnectAfterMax),
        (nameof(HeartbeatIntervalMin), HeartbeatIntervalMin),
        (nameof(HeartbeatIntervalMax), HeartbeatIntervalMax),
    ];
}
