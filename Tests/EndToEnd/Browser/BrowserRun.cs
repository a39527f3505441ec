using PresenceCluster.Domain;
using PresenceCluster.Tests.EndToEnd.Webhooks;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd.Browser;

/// <summary>
/// A page in a hidden tab and, if wanted, clients behind proxies with their default time-outs. Each logs in once and must stay Online, with
/// no other event than that login.
/// </summary>
internal sealed class BrowserRun(BrowserRunOptions options, Action<string> say) : IAsyncDisposable
{
    private const string HiddenUser = "hidden-tab";

    private static readonly TimeSpan SayPeriod = TimeSpan.FromMinutes(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("presence-browser-run-").FullName;
    private readonly List<IAsyncDisposable> _started = [];

    public async Task RunAsync()
    {
        var service = Keep(ServiceProcess.Start("Silo", _directory, [.. TestApp.Seed(options.Settings), .. ProxiedClient.Seed()]));
        await service.WhenReadyAsync();
        using var app = new TestApp(service.Http);
        var clients = options.HasProxies ? await ConnectThroughProxiesAsync(service) : [];
        await HideTabAsync(service, app);

        await PassAsync(app);

        Assert.All(clients, client => client.AssertUndisturbed());
        var events = await app.ReplayAsync();
        Assert.Equal(PresenceStatus.Online, Assert.Single(events, one => one.UserId == HiddenUser).After);
        Assert.All(events.GroupBy(one => one.UserId), user => Assert.Single(user));
        Assert.Equal("Online [Web Online]", await app.StatusAsync(HiddenUser));
        say($"{events.Count} users, {events.Count} events in {options.Lasts}");
    }

    public async ValueTask DisposeAsync()
    {
        _started.Reverse();
        foreach (var started in _started)
            await started.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }

    private async Task HideTabAsync(ServiceProcess service, TestApp app)
    {
        var pages = Keep(await PageServer.StartAsync(service, app));
        var browser = Keep(await RealBrowser.StartAsync());
        await browser.OpenAsync(pages.PageOf(HiddenUser, options.IsMute ? "&watch=1&mute=1" : "&watch=1"));
        await app.WhenStatusAsync(HiddenUser, "Online [Web Online]");
        await browser.OpenAsync("about:blank");
        await pages.WhenAsync(HiddenUser, PageServer.Hidden);
    }

    private async Task<List<ProxiedClient>> ConnectThroughProxiesAsync(ServiceProcess service)
    {
        var nginx = Keep(await ProxyProcess.StartNginxAsync(service));
        var haproxy = Keep(await ProxyProcess.StartHaproxyAsync(service));
        List<ProxiedClient> clients = [];
        foreach (var (name, proxy) in new[] { ("nginx", nginx), ("haproxy", haproxy) })
        {
            clients.Add(Keep(new ProxiedClient($"web-{name}", "Web", proxy.WebSocket)));
            // It is told to send a heartbeat every two minutes. The pings keep its connection.
            clients.Add(Keep(new ProxiedClient($"android-{name}", "Android", proxy.WebSocket)));
        }

        clients.Add(Keep(new ProxiedClient("tcp-haproxy", "Android", haproxy.Tcp)));
        foreach (var client in clients)
            await client.LogInAsync();
        return clients;
    }

    private async Task PassAsync(TestApp app)
    {
        for (var left = options.Lasts; left > TimeSpan.Zero; left -= SayPeriod)
        {
            await Task.Delay(left < SayPeriod ? left : SayPeriod, TimeProvider.System);
            say($"{HiddenUser} is {await app.StatusAsync(HiddenUser)}");
        }
    }
}
