using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Settings;

/// <summary>
/// Where the gateway listens and every limit of its connections; configuration section <c>Gateway</c>. Checked as a whole at start,
/// all errors reported together.
/// </summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway";

    /// <summary>The door for REST and, at <c>/ws</c>, WebSocket.</summary>
    [ValidateObjectMembers]
    public DoorOptions Http { get; set; } = new() { Port = 8080 };

    /// <summary>The door for the binary protocol over plain TCP.</summary>
    [ValidateObjectMembers]
    public DoorOptions Tcp { get; set; } = new() { Port = 8090 };

    /// <summary>A certificate turns TLS on for both doors; without one, both are plain and TLS is the load balancer's work.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>
    /// The networks of the proxies and load balancers that may say who a client is, such as <c>10.1.2.0/24</c>: by the PROXY protocol on
    /// both doors, by <c>Forwarded</c> or <c>X-Forwarded-For</c> on that for HTTP. Empty trusts none.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>The lengths of frames.</summary>
    public FrameLimits Frames { get; set; } = new();

    /// <summary>
    /// The origins that browser pages may connect from, such as <c>https://example.com</c>; empty allows all, because every login
    /// proves itself by a credential and no cookie is ever read.
    /// </summary>
    public IList<string> WebSocketOrigins { get; } = [];

    /// <summary>How long a connection may take from its first byte to its answered login.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a login that no silo could answer is tried again, while the cluster finds out that a process has died; after that the
    /// client is told to come back. The last try may still be under way then, for as long as <c>Cluster:ResponseTimeout</c>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan LoginRetryTime { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>The most connections, including those whose end is still being stored.</summary>
    [Range(1, 10_000_000)]
    public int ConnectionsMax { get; set; } = 200_000;

    /// <summary>The most connections that have not logged in: what strangers may hold.</summary>
    [Range(1, 10_000_000)]
    public int PendingLoginsMax { get; set; } = 20_000;

    /// <summary>The most REST connections.</summary>
    [Range(1, 10_000_000)]
    public int HttpConnectionsMax { get; set; } = 20_000;

    /// <summary>How many connections the kernel may hold that were not accepted yet.</summary>
    [Range(1, 65_535)]
    public int ListenBacklog { get; internal set; } = 4096;

    /// <summary>The lasting rate of frames per connection; more is flooding.</summary>
    [Range(1, 10_000_000)]
    public int FramesPerSecondMax { get; set; } = 20;

    /// <summary>How many frames may come at once above the lasting rate.</summary>
    [Range(1, 10_000_000)]
    public int FrameBurst { get; set; } = 100;

    /// <summary>
    /// The most queries for other users, and the most custom statuses, per <see cref="RequestWindow"/> and connection (contract §7); more
    /// are refused.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RequestsPerWindowMax { get; set; } = 20;

    /// <summary>The window of <see cref="RequestsPerWindowMax"/> (contract §7).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RequestWindow { get; internal set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a query may take before its users are answered with "timed out".</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>What a connection may leave unread before it is closed as a slow consumer; room for a few of the largest frames.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int SendQueueBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a closing connection may take to read the gateway's last words and close.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CloseLinger { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How exactly login, heartbeat and closing deadlines are kept: none fires early, none later than this plus the timer's own delay.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:01")]
    public TimeSpan WheelTick { get; internal set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long clients have at shutdown to leave by themselves; they are told to reconnect at random times within it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The same for a gateway that an operator drains while the process stays up: there is time to let clients move without a rush on
    /// the other gateways.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PlannedDrainTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the ends of the remaining sessions may take to be stored at shutdown; after that the cluster finds the gateway lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan EndTime { get; internal set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many ended connections are reported to their users' grains at once; the rest wait their turn.</summary>
    [Range(1, 100_000)]
    public int EndConcurrency { get; internal set; } = 128;

    /// <summary>The pause after the first failed report of an ended connection; doubles with each failure.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan EndRetryDelayMin { get; internal set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause between reports of an ended connection.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan EndRetryDelayMax { get; internal set; } = TimeSpan.FromSeconds(5);
}
