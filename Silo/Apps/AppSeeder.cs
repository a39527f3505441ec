using System.Collections.Immutable;
using PresenceCluster.Cluster.Apps;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Silo.Apps;

/// <summary>
/// Creates the apps that configuration names, or a demo app when there is none at all, once the silo runs and before any door opens.
/// </summary>
internal sealed partial class AppSeeder(
    IGrainFactory grains, AppDirectory directory, ImmutableArray<AppSeedOptions> seeds, ILogger<AppSeeder> log) : IHostedService
{
    private const string Who = "configuration";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var seed in seeds)
            await CreateAsync(new AppId(seed.Id), seed.ToSettings(), cancellationToken);

        var index = await grains.GetGrain<IAppIndexGrain>(IAppIndexGrain.Key).ListAsync(cancellationToken);
        if (index.IsEmpty)
            await CreateAsync(DemoApp.Id, DemoApp.NewSettings(), cancellationToken);
        await directory.Loaded.WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CreateAsync(AppId app, AppSettings settings, CancellationToken cancellationToken)
    {
        if (await grains.GetGrain<IAppGrain>(app.Value).CreateAsync(settings, Who, cancellationToken) is AppChangeReply.Changed)
            LogCreated(app, settings.Name);
    }

    [LoggerMessage(3001, LogLevel.Information, "App {App} ({Name}) was created.")]
    private partial void LogCreated(AppId app, string name);
}
