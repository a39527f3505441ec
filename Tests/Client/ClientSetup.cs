using PresenceCluster.Client;
using Xunit;

namespace PresenceCluster.Tests.Client;

/// <summary>
/// A client on a fake clock against a fake gateway. Random is always 0: back-off waits half of the longest, heartbeats are not early.
/// </summary>
internal sealed class ClientSetup : IAsyncDisposable
{
    public ClientSetup(Func<PresenceClientOptions, PresenceClientOptions>? change = null)
    {
        var options = Options(Clock);
        Client = new PresenceClient(change?.Invoke(options) ?? options, Gateway.OpenAsync, () => 0);
        Events = Client.Events.GetAsyncEnumerator();
    }

    public ClockWithTimers Clock { get; } = new();

    public FakeGateway Gateway { get; } = new();

    public PresenceClient Client { get; }

    public IAsyncEnumerator<PresenceClientEvent> Events { get; }

    public static PresenceClientOptions Options(TimeProvider time) => new()
    {
        Gateway = new Uri("tcp://gateway.test:8090"),
        AppId = 1400000000,
        UserId = "alice",
        Platform = "Android",
        DeviceId = "phone-1",
        Credential = _ => ValueTask.FromResult<Credential>(new Credential.UserSig("sig")),
        Time = time,
    };

    /// <summary>Logs in and takes the event.</summary>
    public async Task<FakeConnection> LogInAsync(uint intervalMs = 120_000, uint timeoutMs = 400_000)
    {
        var login = Client.LoginAsync();
        var (connection, _) = await Gateway.AdmitAsync("s1", intervalMs, timeoutMs);
        Assert.IsType<PresenceClientEvent.LoggedIn>(await login.WaitAsync(TimeSpan.FromSeconds(10)));
        await Expect.NextAsync<PresenceClientEvent.LoggedIn>(Events);
        return connection;
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
