using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Grains.Interfaces.Operators;

namespace PresenceCluster.Cluster.Snapshots;

/// <summary>
/// This process's snapshot of the operators, so that a token is verified without a call. The grain pushes changes. A slow poll catches up
/// on missed pushes, as often as that of the apps.
/// </summary>
public sealed partial class OperatorDirectory(
    IGrainFactory grains, TimeProvider time, IOptions<AppDirectoryOptions> options, ILogger<OperatorDirectory> log) : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile OperatorsSnapshot _current = OperatorsSnapshot.None;

    /// <summary>Completes once the operators have been read for the first time.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>The operators.</summary>
    public OperatorsSnapshot Current => _current;

    /// <summary>Takes a snapshot in, unless a newer one is there already.</summary>
    public void Swap(OperatorsSnapshot snapshot)
    {
        lock (_gate)
        {
            if (snapshot.Version > _current.Version)
                _current = snapshot;
        }
    }

    // The snapshot in hand stays in use until a round succeeds.
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Rounds.RunAsync(options.Value.RefreshPeriod, time, LoadAsync, LogRefreshFailed, stoppingToken);

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (await grains.GetGrain<IOperatorsGrain>(IOperatorsGrain.Key).GetAsync(_current.Version, cancellationToken) is { } snapshot)
            Swap(snapshot);
        _loaded.TrySetResult();
    }

    [LoggerMessage(1101, LogLevel.Warning, "The operators could not be refreshed; the known ones stay in use.")]
    private partial void LogRefreshFailed(Exception fault);
}
