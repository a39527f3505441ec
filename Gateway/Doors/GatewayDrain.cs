using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Gateway.Settings;

namespace PresenceCluster.Gateway.Doors;

/// <summary>
/// Drains the gateway: new connections are turned away, and present ones are told to log in elsewhere at random times. A shutdown does this
/// before anything else stops. An operator can do it while the process stays up, by the same rule.
/// </summary>
internal sealed partial class GatewayDrain(
    Reception reception,
    SessionTable table,
    ConnectionCounts counts,
    TimeProvider time,
    IOptions<GatewayOptions> options,
    ILogger<GatewayDrain> log) : IProcessDoors, IDisposable
{
    // The rest of the drain time is for the back-off and login of the last clients. A client that is back before its old connection is
    // closed was never Offline.
    private const double SpreadShare = 0.6;

    private readonly Lock _gate = new();
    private CancellationTokenSource? _planned;
    private Task _draining = Task.CompletedTask;
    private bool _isStopping;

    /// <inheritdoc/>
    public bool IsDraining => reception.IsClosed;

    /// <inheritdoc/>
    public long Connections => counts.All;

    /// <inheritdoc/>
    public void Drain()
    {
        lock (_gate)
        {
            if (_planned is not null || _isStopping)
                return;
            _planned = new CancellationTokenSource();
            reception.Close();
            _draining = DrainAsync(_planned.Token);
        }
    }

    /// <inheritdoc/>
    public void Resume()
    {
        lock (_gate)
        {
            if (_planned is null || _isStopping)
                return;
            _planned.Cancel();
            _planned.Dispose();
            _planned = null;
            reception.Open();
            LogResumed();
        }
    }

    /// <summary>
    /// Turns new connections away from now on. An operator cannot undo it, because the process stops. A planned drain gives way to the
    /// shutdown's.
    /// </summary>
    public void CloseForGood()
    {
        lock (_gate)
        {
            _isStopping = true;
            reception.Close();
            _planned?.Cancel();
        }
    }

    /// <summary>Sends all clients elsewhere, and closes the remaining ones after the drain time of a shutdown.</summary>
    /// <param name="hurry">Ends the waiting.</param>
    public async Task EmptyAsync(CancellationToken hurry)
    {
        await _draining;
        await SendAwayAsync(options.Value.DrainTime, hurry);
        await CloseAllAsync(hurry);
    }

    /// <inheritdoc/>
    public void Dispose() => _planned?.Dispose();

    private async Task DrainAsync(CancellationToken resumed)
    {
        // Runs apart from the caller, which has other work.
        await Turn.LeaveAsync();
        if (resumed.IsCancellationRequested)
            return;
        try
        {
            await SendAwayAsync(options.Value.PlannedDrainTime, resumed);
            if (!resumed.IsCancellationRequested)
                await CloseAllAsync(resumed);
        }
        catch (Exception fault)
        {
            // The outermost loop of a planned drain. The doors stay closed, and the operator sees the remaining connections.
            LogFailed(fault);
        }
    }

    private async Task SendAwayAsync(TimeSpan within, CancellationToken stopWaiting)
    {
        var connections = table.All;
        LogDraining(connections.Count);
        foreach (var connection in connections)
            connection.AskToLeave((int)(within.TotalMilliseconds * SpreadShare * Random.Shared.NextDouble()));
        await WaitAsync(connections, within, stopWaiting);
    }

    // Includes connections that came at the last moment and were not told.
    private async Task CloseAllAsync(CancellationToken stopWaiting)
    {
        var connections = table.All;
        foreach (var connection in connections)
            connection.Close(Protocol.CloseCode.GoingAway);
        await WaitAsync(connections, options.Value.EndTime, stopWaiting);
    }

    private async Task WaitAsync(ICollection<ClientConnection> connections, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(connections.Select(connection => connection.Completion)).WaitAsync(atMost, time, cancellationToken);
        }
        catch (Exception fault) when (fault is TimeoutException or OperationCanceledException)
        {
            LogLeft(connections.Count(connection => !connection.Completion.IsCompleted));
        }
    }

    [LoggerMessage(3502, LogLevel.Information, "The gateway empties itself; {Connections} connections are told to go.")]
    private partial void LogDraining(int connections);

    [LoggerMessage(3503, LogLevel.Information, "{Connections} connections are still there.")]
    private partial void LogLeft(int connections);

    [LoggerMessage(3504, LogLevel.Information, "The gateway accepts connections again.")]
    private partial void LogResumed();

    [LoggerMessage(3505, LogLevel.Error, "The gateway could not be drained.")]
    private partial void LogFailed(Exception fault);
}
