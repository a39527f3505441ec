using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// The base of the tests of what callers see: REST calls and connections of a real process, and nothing from within. Each test has users of
/// its own.
/// </summary>
public abstract class PublicContractTests(RunningService running) : IAsyncLifetime
{
    /// <summary>The time within which the end of a connection shows, which no time-out can explain.</summary>
    private protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private readonly List<WireClient> _clients = [];

    internal TestApp App { get; } = new(running.Process.Http);

    internal ServiceProcess Service => running.Process;

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        App.Dispose();
    }

    /// <summary>Connects over the door tcp, json or protobuf, until the end of the test.</summary>
    private protected async Task<WireClient> ConnectAsync(string door)
    {
        var client = door == "tcp"
            ? await WireClient.ConnectTcpAsync(Service.TcpPort)
            : await WireClient.ConnectWebSocketAsync(Service.HttpPort, $"presence.v1.{door}");
        _clients.Add(client);
        return client;
    }

    private protected async Task<WireClient> LogInAsync(string user, string platform, string door = "json", string device = "device")
    {
        var client = await ConnectAsync(door);
        await client.LogInAsync(App.Login(user, platform, device));
        return client;
    }

    /// <summary>The gateway ends the connection with a code. A frame says it, and over WebSocket the close frame too.</summary>
    private protected static async Task<ServerFrame> ExpectEndAsync(WireClient client, CloseCode code)
    {
        var frame = await client.ReceiveAsync($"the end with {code.Number}");
        Assert.Equal((uint)code.Number, frame.Kicked?.Code ?? frame.Error?.Code);
        await client.WhenClosedAsync();
        Assert.Equal(client.IsWebSocket ? code.Number : null, client.CloseStatus);
        return frame;
    }

    private protected static async Task ExpectAliveAsync(WireClient client)
    {
        await client.SendAsync(new ClientFrame { Heartbeat = new Heartbeat() });
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReceiveAsync("the answer to a heartbeat")).KindCase);
    }
}
