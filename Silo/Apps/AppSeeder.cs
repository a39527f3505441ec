using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Silo.Apps;

/// <summary>
/// Creates the apps that the configuration names, or a demo app when there is no app at all. It runs once the silo runs and before any door
/// opens. When a cluster starts again, its processes may take each other for dead for a while, so it tries repeatedly.
/// </summary>
internal sealed partial class AppSeeder(
    IGrainFactory grains,
    AppDirectory directory,
    ImmutableArray<AppSeedOptions> seeds,
    IOptions<AppDirectoryOptions> options,
    TimeProvider time,
    ILogger<AppSeeder> log) : IHostedService
{
    private const string Who = "configuration";
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <exception cref="AppsUnavailableException">The cluster did not answer in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var within = options.Value.StartTimeout;
        using var timeout = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var isDone = false;
        Exception? last = null;
        await Rounds.UntilDoneAsync(
            RetryPause,
            time,
            async token =>
            {
                await SeedAsync(token);
                isDone = true;
            },
            fault => LogNotYet(last = fault),
            either.Token);
        if (isDone)
            return;
        cancellationToken.ThrowIfCancellationRequested();
        throw new AppsUnavailableException(within, last);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        foreach (var seed in seeds)
            await CreateAsync(new AppId(seed.Id), seed.ToSettings(), cancellationToken);

        if (!await HasAnyAsync(cancellationToken))
            await CreateAsync(DemoApp.Id, DemoApp.NewSettings(), cancellationToken);
        await directory.Loaded.WaitAsync(cancellationToken);
    }

    // The index may also list apps whose creation was interrupted by the death of its process.
    private async Task<bool> HasAnyAsync(CancellationToken cancellationToken)
    {
        foreach (var (app, _) in await grains.GetGrain<IAppIndexGrain>(IAppIndexGrain.Key).ListAsync(cancellationToken))
        {
            if (await grains.GetGrain<IAppGrain>(app.Value).GetAsync(cancellationToken) is not null)
                return true;
        }

        return false;
    }

    private async Task CreateAsync(AppId app, AppSettings settings, CancellationToken cancellationToken)
    {
        if (await grains.GetGrain<IAppGrain>(app.Value).CreateAsync(settings, Who, cancellationToken) is AppChangeReply.Changed)
            LogCreated(app, settings.Name);
    }

    [LoggerMessage(3001, LogLevel.Information, "App {App} ({Name}) was created.")]
    private partial void LogCreated(AppId app, string name);

    [LoggerMessage(3002, LogLevel.Warning, "The apps could not be created and read yet.")]
    private partial void LogNotYet(Exception? fault);
}
