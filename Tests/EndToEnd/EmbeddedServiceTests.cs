using System.Text;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>The product's main job as a user sees it: one real process on its embedded storage, real sockets, real signals.</summary>
public sealed class EmbeddedServiceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("presence-e2e-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

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
        var androidSince = TimeProvider.System.GetTimestamp();
        var told = await android.LogInAsync(app.Login("alice", "Android", "pixel"));
        Assert.Equal((1000u, 7000u), (told.HeartbeatIntervalMs, told.HeartbeatTimeoutMs));
        var webSince = TimeProvider.System.GetTimestamp();
        await web.LogInAsync(app.Login("alice", "Web", "tab-1"));

        // Neither says another word; Web is given up first. Each status lasts for seconds, so that a busy machine sees it.
        Assert.Equal("Online [Android Online, Web Online]", await app.StatusAsync("alice"));
        await app.WhenStatusAsync("alice", "Online [Android Online]");
        var webGone = TimeProvider.System.GetElapsedTime(webSince);
        await app.WhenStatusAsync("alice", "PushOnline [Android PushOnline]");
        var androidGone = TimeProvider.System.GetElapsedTime(androidSince);
        await app.WhenStatusAsync("alice", "Offline []");
        var decayed = TimeProvider.System.GetElapsedTime(androidSince);

        // Never early; the upper bounds leave room for a busy machine.
        Assert.InRange(webGone.TotalSeconds, 2, 6);
        Assert.InRange(androidGone.TotalSeconds, 7, 12);
        Assert.InRange((decayed - androidGone).TotalSeconds, 3, 8);
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
    public async Task Kick_closes_every_device_and_invalidates_earlier_UserSigs()
    {
        await using var service = await StartAsync();
        using var app = new TestApp(service.Http);
        await using var android = await WireClient.ConnectTcpAsync(service.TcpPort);
        var login = app.Login("alice", "Android", "pixel");
        await android.LogInAsync(login);

        var answer = await app.PostAsync("im_open_login_svc/kick", """{"UserID":"alice"}""");

        Assert.Equal("OK", (string?)answer["ActionStatus"]);
        Assert.Equal((uint)CloseCode.Kicked.Number, (await android.ReceiveAsync("the kick")).Kicked.Code);
        Assert.Equal("Offline []", await app.StatusAsync("alice"));
        await using var again = await WireClient.ConnectTcpAsync(service.TcpPort);
        await again.SendAsync(new ClientFrame { Login = login });
        Assert.Equal((uint)CloseCode.CredentialRevoked.Number, (await again.ReceiveAsync("the refusal")).Error.Code);
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
    public async Task Policy_changed_over_v1_is_in_force_for_the_next_login()
    {
        await using var service = await StartAsync();
        using var app = new TestApp(service.Http);
        await using var android = await WireClient.ConnectTcpAsync(service.TcpPort);
        await android.LogInAsync(app.Login("alice", "Android", "pixel"));

        await SetPolicyAsync(app, """{"loginPolicy":"Multi","instanceCaps":{"web":2}}""");

        await using var iphone = await WireClient.ConnectTcpAsync(service.TcpPort);
        await iphone.LogInAsync(app.Login("alice", "iPhone", "se"));
        Assert.Equal("Online [Android Online, iPhone Online]", await app.StatusAsync("alice"));
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

    private Task<ServiceProcess> StartAsync(params string[] appSettings)
        => ServiceProcess.Start("Silo", _directory, TestApp.Seed(appSettings)).WhenReadyAsync();

    private static async Task SetPolicyAsync(TestApp app, string policy)
    {
        var path = $"/v1/apps/{TestApp.Id}/login-policy";
        using var read = app.Authorized(HttpMethod.Get, path);
        using var current = await app.Http.SendAsync(read);
        using var write = app.Authorized(HttpMethod.Put, path);
        write.Headers.IfMatch.Add(current.Headers.ETag!);
        write.Content = new StringContent(policy, Encoding.UTF8, "application/json");
        using var written = await app.Http.SendAsync(write);
        Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync());
    }
}
