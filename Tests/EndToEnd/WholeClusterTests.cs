using Xunit;
using Xunit.Abstractions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>All processes at once, or all of them in turn.</summary>
[Collection(ClusterCollection.Name)]
public sealed class WholeClusterTests(LocalCluster cluster, ITestOutputHelper output)
{
    private static readonly TimeSpan ReadyPromised = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Cluster_killed_and_started_knows_everybody_with_the_original_deadline()
    {
        using var app = new TestApp(cluster.Gateways[0].Http);
        await using var away = await WireClient.ConnectTcpAsync(cluster.Gateways[0].TcpPort);
        await using var phone = await WireClient.ConnectTcpAsync(cluster.Gateways[0].TcpPort);
        await using var page = await WireClient.ConnectWebSocketAsync(cluster.Gateways[1].HttpPort);
        await away.LogInAsync(app.Login("all-away", "Android", "device"));
        away.Die();
        await app.WhenStatusAsync("all-away", "PushOnline [Android PushOnline]");
        await phone.LogInAsync(app.Login("all-phone", "Android", "device"));
        await page.LogInAsync(app.Login("all-page", "Web", "tab"));
        var since = await app.SinceAsync("all-away");

        ServiceProcess[] all = [.. cluster.Silos, .. cluster.Gateways];
        await Task.WhenAll(all.Select(process => process.KillAsync()));
        var startedAt = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(all.Select(cluster.StartAgainAsync));
        var ready = TimeProvider.System.GetElapsedTime(startedAt);
        output.WriteLine($"whole cluster killed and started on the same ports: ready after {ready.TotalSeconds:F2} s");

        Assert.Equal("PushOnline [Android PushOnline]", await app.StatusAsync("all-away"));
        Assert.Equal("PushOnline [Android PushOnline]", await app.StatusAsync("all-phone"));
        Assert.Equal("Offline []", await app.StatusAsync("all-page"));
        Assert.Equal(since, await app.SinceAsync("all-away"));
        Assert.InRange(ready, TimeSpan.Zero, ReadyPromised);
    }

    [Fact]
    public async Task Rolling_restart_is_seen_by_nobody_whose_client_follows_the_go_away()
    {
        using var first = new TestApp(cluster.Gateways[0].Http);
        var devices = Enumerable.Range(0, 20).Select(i => new ReturningDevice(first, $"roll{i}", i % 2 == 0 ? "Android" : "Web")).ToList();
        foreach (var device in devices)
            await device.LogInAsync(cluster.Gateways[0]);
        await using var watch = await StatusWatch.StartAsync(cluster.Gateways, devices.ConvertAll(device => device.User));

        watch.Mark();
        foreach (var silo in cluster.Silos.ToList())
            await StopAndStartAsync("silo", silo);
        var moving = devices.Select(device => device.FollowAsync(cluster.Gateways[1])).ToList();
        await StopAndStartAsync("gateway", cluster.Gateways[0]);
        await Task.WhenAll(moving);
        moving = [.. devices.Select(device => device.FollowAsync(cluster.Gateways[0]))];
        await StopAndStartAsync("gateway", cluster.Gateways[1]);
        await Task.WhenAll(moving);

        await watch.StopAsync();
        output.WriteLine($"rolling restart: slowest query {watch.SlowestAnswer.TotalSeconds:F2} s, "
            + $"longest time without all answers {watch.LongestGap.TotalSeconds:F2} s, "
            + $"refused logins by code: {string.Join(", ", devices.SelectMany(device => device.Refusals).CountBy(code => code))}");
        Assert.All(devices, device => Assert.Equal(["Online"], watch.Of(device.User)));
        foreach (var device in devices)
            await device.DisposeAsync();
    }

    private async Task StopAndStartAsync(string what, ServiceProcess process)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await process.StopAsync());
        var stopped = TimeProvider.System.GetElapsedTime(startedAt);
        await cluster.StartAgainAsync(process);
        var ready = TimeProvider.System.GetElapsedTime(startedAt) - stopped;
        output.WriteLine($"{what} restarted: {stopped.TotalSeconds:F2} s to stop, {ready.TotalSeconds:F2} s to be ready again");
    }
}
