using System.Text.Json.Nodes;
using PresenceCluster.Protocol;
using Xunit;
using Xunit.Abstractions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>A silo process is killed or frozen: sockets stay, answers are late at most, and a kick still arrives.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SiloFaultTests(LocalCluster cluster, ITestOutputHelper output)
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Silo_killed_costs_no_socket_and_no_wrong_answer_and_a_kick_arrives()
        => await LoseSiloAsync("killed", TimeSpan.FromSeconds(5), silo => silo.KillAsync());

    [Fact]
    public async Task Silo_frozen_costs_no_socket_and_no_wrong_answer_and_does_no_harm_when_it_wakes()
        => await LoseSiloAsync("frozen", Promised, silo =>
        {
            silo.Signal("STOP");
            return Task.CompletedTask;
        });

    [Fact]
    public async Task Gateway_killed_after_both_silos_one_after_the_other_is_told_to_back_ends_at_once()
    {
        using var app = new TestApp(cluster.Gateways[0].Http);
        await using var doomed = await cluster.Start("Gateway").WhenReadyAsync();
        var devices = Enumerable.Range(0, 20).Select(i => new ReturningDevice(app, $"both-lost{i}", "Android")).ToList();
        foreach (var device in devices)
            await device.LogInAsync(doomed);

        // The users are idle. No silo that knew them is left in the end, and their gateway did nothing that would name them.
        for (var place = 0; place < cluster.Silos.Count; place++)
        {
            await cluster.Silos[place].KillAsync();
            var back = await cluster.StartAgainAsync(cluster.Silos[place]);
            await Eventually.IsTrueAsync(
                () => back.Output.Contains("users who are Online were read", StringComparison.Ordinal), "its users are in memory again", Promised);
        }

        foreach (var device in devices)
            Assert.Equal("Online [Android Online]", await app.StatusAsync(device.User));
        await doomed.KillAsync();
        var killedAt = TimeProvider.System.GetTimestamp();

        foreach (var device in devices)
        {
            await Eventually.IsTrueAsync(
                async () => (await LatestEventAsync(app, device.User))["reason"]?.GetValue<string>() == "GatewayLost",
                $"the loss of {device.User} is told",
                Promised);
            await device.DisposeAsync();
        }

        output.WriteLine(
            "both silos killed, then a gateway: the events of its 20 users are written "
                + $"after {TimeProvider.System.GetElapsedTime(killedAt).TotalSeconds:F2} s");
    }

    private static async Task<JsonNode> LatestEventAsync(TestApp app, string user)
    {
        using var request = app.Authorized(HttpMethod.Get, $"/v1/apps/{TestApp.Id}/users/{user}/events");
        using var response = await app.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["events"]![0]!;
    }

    private async Task LoseSiloAsync(string fault, TimeSpan kickPromised, Func<ServiceProcess, Task> strike)
    {
        using var app = new TestApp(cluster.Gateways[0].Http);
        var devices = Enumerable.Range(0, 30).Select(i => new ReturningDevice(app, $"silo-{fault}{i}", "Android")).ToList();
        var kicked = Enumerable.Range(0, 10).Select(i => new ReturningDevice(app, $"silo-{fault}-kicked{i}", "Android")).ToList();
        foreach (var device in devices.Concat(kicked))
            await device.LogInAsync(cluster.Gateways[0]);
        var users = devices.ConvertAll(device => device.User);
        await using var watch = await StatusWatch.StartAsync([cluster.Gateways[0]], users);
        var doomed = cluster.Silos[^1];

        watch.Mark();
        await strike(doomed);
        var kicks = await Task.WhenAll(kicked.Select(device => KickAsync(app, device)));
        output.WriteLine($"silo {fault}: 10 kicks over REST, the last one arrives {kicks.Max().TotalSeconds:F2} s after the fault");
        Assert.InRange(kicks.Max(), TimeSpan.Zero, kickPromised);

        // A new login moves the user while the frozen silo still believes that it holds the grain.
        var moved = new ReturningDevice(app, users[0], "iPhone");
        output.WriteLine($"silo {fault}: login of an affected user takes {(await moved.LogInAsync(cluster.Gateways[1])).TotalSeconds:F2} s");
        if (fault == "frozen")
        {
            doomed.Signal("CONT");
            var wokenAt = TimeProvider.System.GetTimestamp();
            await doomed.WaitForExitAsync();
            output.WriteLine($"silo frozen, woken: it ends itself after {TimeProvider.System.GetElapsedTime(wokenAt).TotalSeconds:F2} s");
        }

        await cluster.StartAgainAsync(doomed);

        await watch.StopAsync();
        output.WriteLine(
            $"silo {fault}: slowest query {watch.SlowestAnswer.TotalSeconds:F2} s, "
                + $"longest time without all answers {watch.LongestGap.TotalSeconds:F2} s");
        Assert.InRange(watch.LongestGap, TimeSpan.Zero, Promised);
        Assert.All(users, user => Assert.Equal(["Online"], watch.Of(user)));
        Assert.Equal(ServerFrame.KindOneofCase.Kicked, (await devices[0].Client.ReceiveAsync("the kick of the replaced device")).KindCase);
        foreach (var device in devices.Skip(1))
        {
            await device.Client.SendAsync(new ClientFrame { Heartbeat = new Heartbeat() });
            Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await device.Client.ReceiveAsync("the answer to a heartbeat")).KindCase);
        }

        foreach (var device in devices.Concat(kicked).Append(moved))
            await device.DisposeAsync();
        foreach (var user in users)
            await app.WhenStatusAsync(user, user == users[0] ? "PushOnline [iPhone PushOnline]" : "PushOnline [Android PushOnline]");
    }

    /// <summary>Kicks as a back end does: again, as long as the answer is an error. Returns when the device has been told.</summary>
    private static async Task<TimeSpan> KickAsync(TestApp app, ReturningDevice device)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        await Eventually.IsTrueAsync(
            async () => (int?)(await app.PostAsync("im_open_login_svc/kick", $"{{\"UserID\":\"{device.User}\"}}"))["ErrorCode"] == 0,
            $"the kick of {device.User} is accepted");
        Assert.Equal(ServerFrame.KindOneofCase.Kicked, (await device.Client.ReceiveAsync("the kick")).KindCase);
        return TimeProvider.System.GetElapsedTime(startedAt);
    }
}
