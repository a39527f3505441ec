using PresenceCluster.Tests.Delivery.Http;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// An installation as it may be after some weeks: users, apps, operators, a policy with a history, good and bad back ends.
/// </summary>
internal sealed class ConsoleScene : IAsyncDisposable
{
    private static readonly (string Name, string Role)[] Operators =
        [("tanaka", "Admin"), ("suzuki.ichiro@example.co.jp", "Viewer"), ("kobayashi", "Viewer")];

    private readonly ConsoleApi _api;
    private readonly List<string> _endpoints = [];
    private ConsoleTraffic? _traffic;

    private ConsoleScene(ConsoleApi api) => _api = api;

    public RecordingReceiver Receiver { get; private set; } = null!;

    /// <summary>A password that <c>tanaka</c> has not used yet.</summary>
    public string OneTimePassword { get; private set; } = "";

    public static async Task<ConsoleScene> StartAsync(ConsoleService running)
    {
        var scene = new ConsoleScene(running.Api) { Receiver = await RecordingReceiver.StartAsync() };
        foreach (var policy in new[] { "Single", "Triple", "Dual" })
            await running.Api.SetPolicyAsync(policy);
        foreach (var (name, role) in Operators)
        {
            var added = await running.Api.CallAsync(HttpMethod.Post, "/v1/operators", new { name, role });
            scene.OneTimePassword = name == "tanaka" ? (string)added["oneTimePassword"]! : scene.OneTimePassword;
        }

        foreach (var (name, edition) in new[] { ("Messenger, Asia and Oceania, production", "Ultimate"), ("Support desk", "Standard") })
            await running.Api.CallAsync(HttpMethod.Post, "/v1/apps", new { name, edition });
        await scene.AddEndpointAsync(new { url = scene.Receiver.Url, batchMax = 10 });
        await scene.AddEndpointAsync(new
        {
            url = "https://hooks.example.com/presence/v2/tenants/messenger-asia/status-changes?source=presence",
            format = "Tencent",
            enabled = false,
        });
        scene._traffic = await ConsoleTraffic.StartAsync(running.Process);
        return scene;
    }

    /// <summary>Undoes what could disturb other tests.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var endpoint in _endpoints)
            await _api.SendAsync(HttpMethod.Delete, "/endpoints/" + endpoint);
        foreach (var (name, _) in Operators)
            await _api.CallAsync(HttpMethod.Delete, "/v1/operators/" + Uri.EscapeDataString(name));
        if (_traffic is not null)
            await _traffic.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private async Task AddEndpointAsync(object endpoint)
        => _endpoints.Add((string)(await _api.SendAsync(HttpMethod.Post, "/endpoints", endpoint))["id"]!);
}
