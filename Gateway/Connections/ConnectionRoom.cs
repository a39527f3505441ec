using System.Net;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Leases;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Gateway.Proxies;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Connections;

/// <summary>The objects that all connections of the process share: one reference per connection instead of a dozen.</summary>
internal sealed partial class ConnectionRoom : IDisposable
{
    private readonly ILogger<ConnectionRoom> _log;

    public ConnectionRoom(
        IOptions<GatewayOptions> options,
        TimeProvider time,
        AppDirectory apps,
        SessionTable table,
        ConnectionCounts counts,
        ConnectionEnds ends,
        LoginDesk logins,
        RequestDesk requests,
        GatewayMetrics metrics,
        ProcessTraffic traffic,
        TrustedProxies proxies,
        SessionDigests digests,
        ILogger<ConnectionRoom> log)
    {
        _log = log;
        Options = options.Value;
        Time = time;
        (Apps, Table, Counts, Ends, Logins, Requests, Metrics, Traffic) = (apps, table, counts, ends, logins, requests, metrics, traffic);
        (Proxies, Digests) = (proxies, digests);
        Wheel = new DeadlineWheel(time, Options.WheelTick, LogDeadlineFault);
        var interval = time.TimestampFrequency / Options.FramesPerSecondMax;
        FrameRate = new FrameRate(interval, interval * Options.FrameBurst);
        LoginTimeout = Wheel.Span(Options.LoginTimeout);
        CloseLinger = Wheel.Span(Options.CloseLinger);
        RequestWindow = Wheel.Span(Options.RequestWindow);
        WheelTick = Wheel.Span(Options.WheelTick);
        PingPeriod = Wheel.Span(ClientSession.PingPeriod);
    }

    public GatewayOptions Options { get; }

    public TimeProvider Time { get; }

    public AppDirectory Apps { get; }

    public SessionTable Table { get; }

    public ConnectionCounts Counts { get; }

    public ConnectionEnds Ends { get; }

    public LoginDesk Logins { get; }

    public RequestDesk Requests { get; }

    public GatewayMetrics Metrics { get; }

    public ProcessTraffic Traffic { get; }

    public TrustedProxies Proxies { get; }

    /// <summary>The sessions for which this gateway vouches.</summary>
    public SessionDigests Digests { get; }

    public DeadlineWheel Wheel { get; }

    public FrameRate FrameRate { get; }

    // Durations in the wheel's timestamps, computed once for all connections.
    public long LoginTimeout { get; }

    public long CloseLinger { get; }

    public long RequestWindow { get; }

    public long WheelTick { get; }

    public long PingPeriod { get; }

    /// <inheritdoc/>
    public void Dispose() => Wheel.Dispose();

    [LoggerMessage(3131, LogLevel.Error, "Connection {ConnectionId} of {User} broke.")]
    public partial void LogBroken(Exception fault, long connectionId, string? user);

    [LoggerMessage(3132, LogLevel.Information, "Connection {ConnectionId} of {User} at {Address} is closed: {Code}. {Sentence}")]
    public partial void LogClosed(long connectionId, string? user, IPEndPoint? address, Protocol.CloseCode code, string sentence);

    [LoggerMessage(3133, LogLevel.Error, "A deadline could not be kept.")]
    private partial void LogDeadlineFault(Exception fault);
}
