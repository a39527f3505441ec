using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Cluster.Snapshots;

/// <summary>
/// This process's snapshots of all apps' settings. Reading is a dictionary look-up, so logins and queries never wait for an admin grain.
/// The admin grain pushes changes, and a slow poll of the index catches up on missed pushes.
/// </summary>
public sealed partial class AppDirectory(
    IGrainFactory grains, TimeProvider time, IOptions<AppDirectoryOptions> options, ILogger<AppDirectory> log) : BackgroundService
{
    private readonly ConcurrentDictionary<AppId, AppSnapshot> _apps = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the apps have been read for the first time; requests must wait for it.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>The settings of an app; null when there is no such app.</summary>
    public AppSnapshot? Find(AppId app) => _apps.GetValueOrDefault(app);

    /// <summary>
    /// The settings of an app that another process has named. They are read from the app's grain when this process has missed the push of a
    /// new app, so that its users are never unknown. Null when there is no such app.
    /// </summary>
    public async ValueTask<AppSnapshot?> LearnAsync(AppId app, CancellationToken cancellationToken)
    {
        if (Find(app) is { } known)
            return known;
        await Loaded.WaitAsync(cancellationToken);
        if (Find(app) is null && await grains.GetGrain<IAppGrain>(app.Value).GetAsync(cancellationToken) is { } snapshot)
            Swap(snapshot);
        return Find(app);
    }

    /// <summary>The settings of all apps, in no order.</summary>
    public ICollection<AppSnapshot> All => _apps.Values;

    /// <summary>Takes a snapshot in, unless a newer one is there already.</summary>
    public void Swap(AppSnapshot snapshot)
        => _apps.AddOrUpdate(snapshot.App, snapshot, (_, current) => snapshot.Version > current.Version ? snapshot : current);

    // The snapshots in hand stay in use until a round succeeds.
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Rounds.RunAsync(options.Value.RefreshPeriod, time, LoadAsync, LogRefreshFailed, stoppingToken);

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        _loaded.TrySetResult();
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var (app, version) in await grains.GetGrain<IAppIndexGrain>(IAppIndexGrain.Key).ListAsync(cancellationToken))
        {
            if (Find(app) is { } known && known.Version >= version)
                continue;
            if (await grains.GetGrain<IAppGrain>(app.Value).GetAsync(cancellationToken) is { } snapshot)
                Swap(snapshot);
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "The apps' settings could not be refreshed; the known ones stay in use.")]
    private partial void LogRefreshFailed(Exception fault);
}
