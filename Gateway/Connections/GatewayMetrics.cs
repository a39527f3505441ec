using System.Diagnostics.Metrics;
using PresenceCluster.Protocol;

namespace PresenceCluster.Gateway.Connections;

/// <summary>Every instrument of the gateway's connections; the meter is <see cref="MeterName"/>.</summary>
internal sealed class GatewayMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "PresenceCluster.Gateway";

    private readonly Counter<long> _logins;
    private readonly Counter<long> _heartbeats;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _closes;
    private readonly Counter<long> _heartbeatTimeouts;
    private readonly Counter<long> _pushOuts;
    private readonly Counter<long> _sendOverflows;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _failedEnds;

    public GatewayMetrics(IMeterFactory meters, ConnectionCounts counts)
    {
        var meter = meters.Create(MeterName);
        _logins = meter.CreateCounter<long>("presence.gateway.logins", "{login}", "Logins answered, by close code; Ok when admitted.");
        _heartbeats = meter.CreateCounter<long>("presence.gateway.heartbeats", "{heartbeat}", "Heartbeats acknowledged.");
        _frames = meter.CreateCounter<long>("presence.gateway.frames", "{frame}", "Frames received other than heartbeats, by kind.");
        _closes = meter.CreateCounter<long>("presence.gateway.closes", "{connection}", "Connections closed by the gateway, by close code.");
        _heartbeatTimeouts = meter.CreateCounter<long>("presence.gateway.heartbeat_timeouts", "{connection}", "Connections given up for want of a heartbeat.");
        _pushOuts = meter.CreateCounter<long>("presence.gateway.push_outs", "{connection}", "Connections closed because the cluster ended their session.");
        _sendOverflows = meter.CreateCounter<long>("presence.gateway.send_overflows", "{connection}", "Connections that left too much unread.");
        _refusals = meter.CreateCounter<long>("presence.gateway.refusals", "{connection}", "Connections turned away at the door.");
        _failedEnds = meter.CreateCounter<long>("presence.gateway.failed_ends", "{attempt}", "Reports of an ended connection that failed and are repeated.");
        meter.CreateObservableGauge("presence.gateway.connections", () => (long)counts.All, "{connection}", "Connections, open or ending.");
        meter.CreateObservableGauge("presence.gateway.pending_logins", () => (long)counts.Pending, "{connection}", "Connections that have not logged in.");
    }

    public void Heartbeat() => _heartbeats.Add(1);

    public void Frame(ClientFrame.KindOneofCase kind) => _frames.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Login(CloseCode? refusal) => _logins.Add(1, new KeyValuePair<string, object?>("code", refusal?.Name ?? "Ok"));

    public void Close(CloseCode code)
    {
        _closes.Add(1, new KeyValuePair<string, object?>("code", code.Name));
        if (code == CloseCode.HeartbeatTimeout)
            _heartbeatTimeouts.Add(1);
        if (code == CloseCode.SlowConsumer)
            _sendOverflows.Add(1);
    }

    public void PushOut() => _pushOuts.Add(1);

    public void Refusal() => _refusals.Add(1);

    public void FailedEnd() => _failedEnds.Add(1);
}
