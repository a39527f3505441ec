using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshPeriod, time);
        do
        {
            try
            {
                if (await grains.GetGrain<IOperatorsGrain>(IOperatorsGrain.Key).GetAsync(_current.Version, stoppingToken) is { } snapshot)
                    Swap(snapshot);
                _loaded.TrySetResult();
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // One of the process's outermost loops: the snapshot read before stays in use until the next round.
                LogRefreshFailed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1101, LogLevel.Warning, "The operators could not be refreshed; the known ones stay in use.")]
    private partial void LogRefreshFailed(Exception fault);
}
