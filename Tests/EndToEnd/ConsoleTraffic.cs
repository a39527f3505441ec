namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Some users on several platforms, so that the console has data to show.</summary>
internal sealed class ConsoleTraffic : IAsyncDisposable
{
    private static readonly (string User, string Platform, string Device)[] Devices =
    [
        ("sample", "Android", "pixel-9"), ("sample", "Web", "tab-1"), ("aiko", "iPhone", "iphone-17"), ("aiko", "Web", "tab-2"),
        ("haruto", "iPad", "ipad-air"), ("yui", "HarmonyOS", "mate-70"), ("ren", "Windows", "desk-4"), ("sakura", "Mac", "mbp-16"),
        ("minato", "Linux", "thinkpad"), ("mei", "MiniProgram", "mini-1"), ("sora", "Android", "galaxy-s26"), ("hana", "Web", "tab-9"),
    ];

    private readonly List<WireClient> _clients = [];

    public static async Task<ConsoleTraffic> StartAsync(ServiceProcess service)
    {
        using var app = new TestApp(service.Http);
        var traffic = new ConsoleTraffic();
        foreach (var (user, platform, device) in Devices)
        {
            var client = await WireClient.ConnectTcpAsync(service.TcpPort);
            traffic._clients.Add(client);
            await client.LogInAsync(app.Login(user, platform, device));
        }

        // A phone whose app was killed is reachable by push.
        await using var killed = await WireClient.ConnectTcpAsync(service.TcpPort);
        await killed.LogInAsync(app.Login("kaito", "iPhone", "iphone-16"));
        killed.Die();

        // Something for the audit log.
        await using var kicked = await WireClient.ConnectTcpAsync(service.TcpPort);
        await kicked.LogInAsync(app.Login("riku", "Windows", "desk-9"));
        await app.PostAsync("im_open_login_svc/kick", """{"UserID":"riku"}""");
        return traffic;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
    }
}
