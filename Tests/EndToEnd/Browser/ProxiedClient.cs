using System.Collections.Concurrent;
using PresenceCluster.Client;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd.Browser;

/// <summary>
/// A client of this project that connects through a proxy, sends heartbeats as it is told, and keeps its events. Over TCP it belongs to an
/// app whose native interval fits the proxy.
/// </summary>
internal sealed class ProxiedClient : IAsyncDisposable
{
    private const uint TcpApp = TestApp.Id + 1;

    private readonly ConcurrentQueue<PresenceClientEvent> _events = new();
    private readonly PresenceClient _client;
    private readonly string _name;
    private readonly Task _following;

    public ProxiedClient(string name, string platform, Uri door)
    {
        var app = door.Scheme == "tcp" ? TcpApp : TestApp.Id;
        var issuer = new UserSigIssuer(app, TestApp.Key);
        _name = name;
        _client = new PresenceClient(new PresenceClientOptions
        {
            Gateway = door,
            AppId = app,
            UserId = name,
            Platform = platform,
            DeviceId = name,
            Credential = _ => ValueTask.FromResult<Credential>(new Credential.UserSig(issuer.Issue(name))),
        });
        _following = FollowAsync();
    }

    /// <summary>The settings that seed the app of the clients over TCP.</summary>
    public static IEnumerable<string> Seed() =>
    [
        $"--Apps:Seed:1:Id={TcpApp}",
        $"--Apps:Seed:1:SecretKeys:0={TestApp.Key}",
        $"--Apps:Seed:1:Administrators:0={TestApp.Administrator}",
        "--Apps:Seed:1:Timings:NativeHeartbeatInterval=00:00:25",
    ];

    public async Task LogInAsync() => Assert.IsType<PresenceClientEvent.LoggedIn>(await _client.LoginAsync());

    /// <summary>It has logged in once, and nothing has happened to it since then.</summary>
    public void AssertUndisturbed() => Assert.True(_events.Count == 1, $"{_name}: {string.Join(", ", _events)}");

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _following;
    }

    private async Task FollowAsync()
    {
        await foreach (var happened in _client.Events)
            _events.Enqueue(happened);
    }
}
