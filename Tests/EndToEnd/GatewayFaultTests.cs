using PresenceCluster.Protocol;
using Xunit;
using Xunit.Abstractions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>A gateway process is killed, frozen, stopped: what its users and those of the other gateways see, and when.</summary>
[Collection(ClusterCollection.Name)]
public sealed class GatewayFaultTests(LocalCluster cluster, ITestOutputHelper output)
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Gateway_killed_takes_its_users_off_Online_and_those_who_return_never_flap()
    {
        await using var doomed = await cluster.Start("Gateway").WhenReadyAsync();
        await TakeUsersOffAsync("killed", doomed, doomed.KillAsync);
    }

    [Fact]
    public async Task Gateway_frozen_takes_its_users_off_Online_and_does_no_harm_when_it_wakes()
    {
        await using var doomed = await cluster.Start("Gateway").WhenReadyAsync();
        using var app = new TestApp(cluster.Gateways[0].Http);
        await using var stale = await WireClient.ConnectTcpAsync(doomed.TcpPort);
        await stale.LogInAsync(app.Login("frozen-stale", "Android", "device"));
        await TakeUsersOffAsync("frozen", doomed, () =>
        {
            doomed.Signal("STOP");
            return Task.CompletedTask;
        });
        await using var moved = new ReturningDevice(app, "frozen-stale", "Android");
        await moved.LogInAsync(cluster.Gateways[1]);
        // It has hung up by now like the other devices. The watch begins when that is known.
        await app.WhenStatusAsync("frozen-back0", "PushOnline [Android PushOnline]", Promised);
        await using var watch = await StatusWatch.StartAsync(cluster.Gateways, ["frozen-stale", "frozen-back0"]);

        doomed.Signal("CONT");
        var wokenAt = TimeProvider.System.GetTimestamp();
        await stale.WhenClosedAsync(Promised);
        output.WriteLine($"gateway frozen, woken: its clients' sockets are closed after {Seconds(wokenAt)}");
        await doomed.WaitForExitAsync();
        output.WriteLine($"gateway frozen, woken: it ends itself after {Seconds(wokenAt)}");

        await moved.Client.SendAsync(new ClientFrame { Heartbeat = new Heartbeat() });
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await moved.Client.ReceiveAsync("the answer to a heartbeat")).KindCase);
        await watch.StopAsync();
        Assert.Equal(["Online"], watch.Of("frozen-stale"));
        Assert.Equal(["PushOnline"], watch.Of("frozen-back0"));
    }

    /// <summary>Half of the users return to another gateway at once, the others stay away.</summary>
    private async Task TakeUsersOffAsync(string fault, ServiceProcess doomed, Func<Task> strike)
    {
        using var app = new TestApp(cluster.Gateways[0].Http);
        await using var phone = await WireClient.ConnectTcpAsync(doomed.TcpPort);
        await using var page = await WireClient.ConnectWebSocketAsync(doomed.HttpPort);
        await phone.LogInAsync(app.Login($"{fault}-phone", "Android", "device"));
        await page.LogInAsync(app.Login($"{fault}-page", "Web", "tab"));
        var devices = Enumerable.Range(0, 40).Select(i => new ReturningDevice(app, $"{fault}-back{i}", "Android")).ToList();
        foreach (var device in devices)
            await device.LogInAsync(doomed);
        await using var watch = await StatusWatch.StartAsync(
            [cluster.Gateways[0]], [$"{fault}-phone", $"{fault}-page", .. devices.Select(device => device.User)]);

        watch.Mark();
        await strike();
        var returned = await Task.WhenAll(devices.Select(device => device.LogInAsync(cluster.Gateways[1], Promised)));

        var phoneAway = await watch.WhenAsync($"{fault}-phone", "PushOnline", Promised);
        var pageAway = await watch.WhenAsync($"{fault}-page", "Offline", Promised);
        Assert.InRange(phoneAway, TimeSpan.Zero, Promised);
        Assert.InRange(pageAway, TimeSpan.Zero, Promised);
        foreach (var device in devices)
            await watch.WhenAsync(device.User, "Online", Promised);
        await watch.StopAsync();
        output.WriteLine($"gateway {fault}: phone PushOnline after {phoneAway.TotalSeconds:F2} s, page Offline after {pageAway.TotalSeconds:F2} s");
        output.WriteLine(
            $"gateway {fault}: 40 devices return; median admitted after {returned.Order().ElementAt(20).TotalSeconds:F2} s, "
            + $"last {returned.Max().TotalSeconds:F2} s, "
            + $"refused tries by code: {string.Join(", ", devices.SelectMany(device => device.Refusals).CountBy(code => code))}");
        output.WriteLine($"gateway {fault}: slowest query {watch.SlowestAnswer.TotalSeconds:F2} s, longest gap {watch.LongestGap.TotalSeconds:F2} s");
        // In time means well before the loss is known. A few may be late because this machine is busy, but none because the gateway is
        // dead.
        var late = devices.Where((_, i) => returned[i] >= phoneAway / 2).ToList();
        output.WriteLine($"gateway {fault}: {devices.Count - late.Count} of 40 devices return in time");
        Assert.InRange(late.Count, 0, 4);
        Assert.All(devices.Except(late), device => Assert.Equal(["Online"], watch.Of(device.User)));
        Assert.All(devices, device => Assert.Empty(device.Refusals));
        foreach (var device in devices)
            await device.DisposeAsync();
    }

    private static string Seconds(long since) => $"{TimeProvider.System.GetElapsedTime(since).TotalSeconds:F2} s";
}
