using Microsoft.Extensions.Options;
using PresenceCluster.Gateway.Connections;

namespace PresenceCluster.Gateway.Doors;

/// <summary>
/// Opens the TCP door once everything else runs, and empties the gateway before anything else stops: the host calls
/// <see cref="StoppingAsync"/> ahead of every service's own stop, so the user grains are still there to be told.
/// </summary>
internal sealed partial class GatewayLife(
    TcpDoor tcp,
    Reception reception,
    SessionTable table,
    ConnectionEnds ends,
    TimeProvider time,
    IOptions<GatewayOptions> options,
    ILogger<GatewayLife> log) : IHostedLifecycleService
{
    // The rest of the drain time belongs to the last ones' back-off and login: whoever is back before its old connection is closed
    // was never away.
    private const double SpreadShare = 0.6;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        tcp.Open();
        LogOpen(tcp.EndPoint);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        reception.Close();
        await tcp.CloseAsync();
        var connections = table.All;
        LogDraining(connections.Count);
        foreach (var connection in connections)
            connection.AnnounceShutdown((int)(options.Value.DrainTime.TotalMilliseconds * SpreadShare * Random.Shared.NextDouble()));
        await WaitAsync(connections, options.Value.DrainTime, cancellationToken);
        foreach (var connection in connections)
            connection.Close(Protocol.CloseCode.GoingAway);
        await WaitAsync(connections, options.Value.EndTime, cancellationToken);
        ends.Stop();
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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

    [LoggerMessage(3501, LogLevel.Information, "The TCP door is open at {endPoint}.")]
    private partial void LogOpen(System.Net.IPEndPoint? endPoint);

    [LoggerMessage(3502, LogLevel.Information, "The gateway shuts down; {connections} connections are told to go.")]
    private partial void LogDraining(int connections);

    [LoggerMessage(3503, LogLevel.Information, "{connections} connections are still there.")]
    private partial void LogLeft(int connections);
}
