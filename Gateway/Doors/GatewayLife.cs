using PresenceCluster.Gateway.Connections;

namespace PresenceCluster.Gateway.Doors;

/// <summary>
/// Opens the TCP door once everything else runs, and drains the gateway before anything else stops. The host calls
/// <see cref="StoppingAsync"/> before it stops any service, so the user grains can still be told.
/// </summary>
internal sealed class GatewayLife(TcpDoor tcp, GatewayDrain drain, ConnectionEnds ends) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        tcp.Open();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        drain.CloseForGood();
        await tcp.CloseAsync();
        await drain.EmptyAsync(cancellationToken);
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
}
