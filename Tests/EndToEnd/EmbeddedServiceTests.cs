using System.Globalization;
using System.Text.RegularExpressions;
using PresenceCluster.Client;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>The product's main job as a user sees it: one real process on its embedded storage, real sockets, real signals.</summary>
public sealed partial class EmbeddedServiceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("presence-e2e-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Demo_app_has_only_the_last_device_online_and_answers_its_clients_queries()
    {
        await using var service = await ServiceProcess.Start("Silo", _directory, []).WhenReadyAsync();
        await Eventually.IsTrueAsync(() => DemoApp().IsMatch(service.Output), "the demo app is printed");
        var printed = DemoApp().Match(service.Output);
        var id = uint.Parse(printed.Groups["id"].Value, CultureInfo.InvariantCulture);
        var userSig = new UserSigIssuer(id, printed.Groups["key"].Value).Issue("alice");
        await using var page = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await using var phone = await WireClient.ConnectTcpAsync(service.TcpPort);
        await page.LogInAsync(LoginOn("Web"));
        await phone.LogInAsync(LoginOn("Android"));

        var kicked = (await page.ReceiveAsync("that another device logged in")).Kicked;
        Assert.Equal((uint)CloseCode.Replaced.Number, kicked.Code);
        Assert.Equal("Android", kicked.ByPlatform);
        await phone.SendAsync(new ClientFrame { Query = new Query { RequestId = 1, UserIds = { "alice" } } });
        var answer = (await phone.ReceiveAsync("the answer to a query")).QueryResult;
        Assert.Equal(["Android"], Assert.Single(answer.Presences).Devices.Select(device => device.Platform));

        Login LoginOn(string platform) => new()
        {
            AppId = id,
            UserId = "alice",
            Platform = platform,
            DeviceId = $"{platform}-1",
            UserSig = userSig,
        };
    }

    [Fact]
    public async Task Two_devices_are_seen_replaced_killed_and_logged_out()
    {
        await using var service = await StartAsync();
        using var app = new TestApp(service.Http);
        await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await using var android = await WireClient.ConnectTcpAsync(service.TcpPort);
        await web.LogInAsync(app.Login("alice", "Web", "tab-1"));
        await android.LogInAsync(app.Login("alice", "Android", "pixel"));
        Assert.Equal("Online [Android Online, Web Online]", await app.StatusAsync("alice"));

        // Dual policy: an iPhone excludes the Android, and Web stays.
        await using var iphone = await WireClient.ConnectTcpAsync(service.TcpPort);
        await iphone.LogInAsync(app.Login("alice", "iPhone", "se"));
        var kicked = (await android.ReceiveAsync("the notice that another device logged in")).Kicked;
        Assert.Equal((uint)CloseCode.Replaced.Number, kicked.Code);
        Assert.Equal("iPhone", kicked.ByPlatform);
        await android.WhenClosedAsync();
        Assert.Equal("Online [Web Online, iPhone Online]", await app.StatusAsync("alice"));

        // Closing the page shows at once, and leaves the phone alone.
        await web.ClosePageAsync();
        await app.WhenStatusAsync("alice", "Online [iPhone Online]", TimeSpan.FromSeconds(2));

        // A killed app is still reachable by push; a logout is not.
        iphone.Die();
        await app.WhenStatusAsync("alice", "PushOnline [iPhone PushOnline]", TimeSpan.FromSeconds(2));
        await using var back = await WireClient.ConnectWebSocketAsync(service.HttpPort, "presence.v1.protobuf");
        await back.LogInAsync(app.Login("alice", "iPhone", "se"));
        Assert.Equal("Online [iPhone Online]", await app.StatusAsync("alice"));
        await back.SendAsync(new ClientFrame { Logout = new Logout() });
        await back.WhenClosedAsync();
        Assert.Equal(CloseCode.LoggedOut.Number, back.CloseStatus);
        await app.WhenStatusAsync("alice", "Offline []", TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Silence_times_out_and_PushOnline_decays()
    {
        await using var service = await StartAsync(
            "Timings:NativeHeartbeatInterval=00:00:01",
            "Timings:NativeHeartbeatTimeout=00:00:07",
            "Timings:WebHeartbeatInterval=00:00:01",
            "Timings:WebHeartbeatTimeout=00:00:02",
            "Timings:PushOnlineRetention=00:00:04");
        using var app = new TestApp(service.Http);
        await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await using var android = await WireClient.ConnectTcpAsync(service.TcpPort);
        var told = await android.LogInAsync(app.Login("alice", "Android", "pixel"));
        Assert.Equal((1000u, 7000u), (told.HeartbeatIntervalMs, told.HeartbeatTimeoutMs));
        await web.LogInAsync(app.Login("alice", "Web", "tab-1"));

        // Neither says another word; a silent Web page counts as closed. The history has every status, also one that a busy machine is too slow to query.
        await app.WhenStatusAsync("alice", "Offline []", TimeSpan.FromSeconds(60));
        var events = await app.EventsAsync("alice");
        Assert.Equal(
            ["Login Offline Online", "Login Online Online", "Disconnect Online Online", "Disconnect Online PushOnline", "Decay PushOnline Offline"],
            events.Select(TestApp.Describe));
        Assert.Equal(["Closed", "TimedOut"], events[2..4].Select(one => one["reason"]!.GetValue<string>()));
        // Never early; the upper bounds leave room for a busy machine.
        var at = events.Select(one => one["at"]!.GetValue<DateTimeOffset>()).ToArray();
        Assert.InRange((at[2] - at[1]).TotalSeconds, 2, 6);
        Assert.InRange((at[3] - at[0]).TotalSeconds, 7, 12);
        Assert.InRange((at[4] - at[3]).TotalSeconds, 4, 8);
        foreach (var client in new[] { web, android })
        {
            var notice = (await client.ReceiveAsync("the notice of the time-out")).Error;
            Assert.Equal(((uint)CloseCode.HeartbeatTimeout.Number, true), (notice.Code, notice.MayReconnect));
        }
    }

    [Fact]
    public async Task Killed_and_started_again_shows_phones_PushOnline_and_pages_Offline()
    {
        var service = await StartAsync();
        DateTimeOffset pushOnlineSince;
        await using (service)
        {
            using var app = new TestApp(service.Http);
            await using var early = await WireClient.ConnectTcpAsync(service.TcpPort);
            await early.LogInAsync(app.Login("carol", "Android", "old"));
            early.Die();
            await app.WhenStatusAsync("carol", "PushOnline [Android PushOnline]");
            pushOnlineSince = await app.SinceAsync("carol");
            await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
            await using var android = await WireClient.ConnectTcpAsync(service.TcpPort);
            await web.LogInAsync(app.Login("alice", "Web", "tab-1"));
            await android.LogInAsync(app.Login("bob", "Android", "pixel"));
            await service.KillAsync();
        }

        await using var again = await StartAsync();
        using var backEnd = new TestApp(again.Http);
        Assert.Equal("Offline []", await backEnd.StatusAsync("alice"));
        Assert.Equal("PushOnline [Android PushOnline]", await backEnd.StatusAsync("bob"));
        Assert.Equal("PushOnline [Android PushOnline]", await backEnd.StatusAsync("carol"));
        Assert.Equal(pushOnlineSince, await backEnd.SinceAsync("carol"));
        await using var back = await WireClient.ConnectTcpAsync(again.TcpPort);
        await back.LogInAsync(backEnd.Login("bob", "Android", "pixel"));
        Assert.Equal("Online [Android Online]", await backEnd.StatusAsync("bob"));
    }

    [Fact]
    public async Task One_session_is_ended_over_v1_and_the_others_stay()
    {
        await using var service = await StartAsync();
        using var app = new TestApp(service.Http);
        await using var web = await WireClient.ConnectWebSocketAsync(service.HttpPort);
        await using var android = await WireClient.ConnectTcpAsync(service.TcpPort);
        var session = await web.LogInAsync(app.Login("alice", "Web", "tab-1"));
        await android.LogInAsync(app.Login("alice", "Android", "pixel"));

        using var request = app.Authorized(HttpMethod.Delete, $"/v1/apps/{TestApp.Id}/users/alice/sessions/{session.SessionId}");
        using var response = await app.Http.SendAsync(request);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal((uint)CloseCode.Kicked.Number, (await web.ReceiveAsync("the kick")).Kicked.Code);
        await web.WhenClosedAsync();
        Assert.Equal(CloseCode.Kicked.Number, web.CloseStatus);
        Assert.Equal("Online [Android Online]", await app.StatusAsync("alice"));
    }

    [Fact]
    public async Task Stopped_cleanly_tells_its_clients_to_come_back()
    {
        await using var service = await StartAsync();
        using var app = new TestApp(service.Http);
        await using var android = await WireClient.ConnectTcpAsync(service.TcpPort);
        await android.LogInAsync(app.Login("alice", "Android", "pixel"));

        var stopping = service.StopAsync();

        Assert.Equal((uint)CloseCode.GoingAway.Number, (await android.ReceiveAsync("the go-away")).GoAway.Code);
        Assert.Equal(0, await stopping);
        await using var again = await StartAsync();
        using var backEnd = new TestApp(again.Http);
        Assert.Equal("PushOnline [Android PushOnline]", await backEnd.StatusAsync("alice"));
    }

    [Fact]
    public async Task Wrong_configuration_is_refused_with_every_reason()
    {
        await using var service = ServiceProcess.Start(
            "Silo",
            _directory,
            [.. TestApp.Seed("InstanceCaps:Android=2", "Timings:WebHeartbeatTimeout=00:00:00"), "--Gateway:LoginTimeout=-00:00:01"]);

        Assert.Equal(1, await service.WaitForExitAsync());
        await Eventually.IsTrueAsync(() => service.Output.Contains("Ultimate", StringComparison.Ordinal), "the cap is named");
        Assert.Contains("webHeartbeatTimeout", service.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"Demo app (?<id>\d+), key (?<key>\S+)")]
    private static partial Regex DemoApp();

    private Task<ServiceProcess> StartAsync(params string[] appSettings)
        => ServiceProcess.Start("Silo", _directory, TestApp.Seed(appSettings)).WhenReadyAsync();
}
