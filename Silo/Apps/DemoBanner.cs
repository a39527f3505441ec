using PresenceCluster.Cluster.Apps;

namespace PresenceCluster.Silo.Apps;

/// <summary>Once every door is open, shows whoever started the demo app how to use it: commands ready to paste.</summary>
internal sealed class DemoBanner(AppDirectory apps, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lifetime.ApplicationStarted.Register(Show);
        return Task.CompletedTask;
    }

    private void Show()
    {
        if (apps.Find(DemoApp.Id) is { } demo && DemoApp.Is(demo.Settings))
            Console.WriteLine($"Demo app {demo.App} key {demo.Settings.SecretKeys[0]} {time.GetUtcNow()}");
    }
}
