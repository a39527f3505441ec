using System.Net;
using System.Net.Sockets;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Gateway.Doors;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A client is silent only when nothing has arrived from it, however late the gateway reads. Checked for every door.</summary>
public sealed class LateReaderTests : IDisposable
{
    private static readonly TimeSpan WebTimeout = new AppTimings().WebHeartbeatTimeout;

    private readonly SelfSigned _certificate = new();

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp under tls")]
    [InlineData("ws")]
    [InlineData("ws under tls")]
    [InlineData("ws on a kept connection")]
    public async Task Heartbeat_that_waits_behind_a_slow_request_keeps_the_session(string way)
    {
        await using var gateway = await StartAsync(way);
        var alice = gateway.User("alice");
        var stored = new TaskCompletionSource();
        alice.OnCustomStatus = () => stored.Task;
        using var client = await ConnectAsync(gateway, way);
        await client.LogInAsync(platform: "Web");
        await client.SendAsync(new ClientFrame { SetCustomStatus = new SetCustomStatus { Text = "busy" } });
        await Eventually.IsTrueAsync(() => alice.CustomStatuses.Count == 1, "the request is under way");

        await client.HeartbeatAsync();
        gateway.Pass(WebTimeout);
        gateway.Pass(WebTimeout);
        Assert.Empty(alice.Ends);

        stored.SetResult();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
        await gateway.PassUntil(() => alice.Ends.Count > 0, WebTimeout + TimeSpan.FromSeconds(5), "the time-out of a client that is silent");
        Assert.Equal(CloseCode.HeartbeatTimeout.Number, (int)(await client.ReadLastAsync())!.Error.Code);
    }

    [Fact]
    public async Task Bytes_that_kestrel_has_not_read_yet_are_unread()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        using var socket = await listener.AcceptAsync();
        var carrier = new UpgradedCarrier(socket, (IPEndPoint)socket.RemoteEndPoint!, new SleepingStream(), () => { });

        var receiving = carrier.ReceiveAsync(new byte[32]);
        Assert.False(carrier.HasUnread);
        await client.SendAsync(new byte[1]);

        await Eventually.IsTrueAsync(() => carrier.HasUnread, "the byte has arrived");
        Assert.False(receiving.IsCompleted);
        socket.Dispose();
        Assert.False(carrier.HasUnread);
    }

    public void Dispose() => _certificate.Dispose();

    private Task<GatewayUnderTest> StartAsync(string way) => GatewayUnderTest.StartAsync(way.EndsWith("tls", StringComparison.Ordinal)
        ? [new("Gateway:Tls:CertificatePath", _certificate.PfxPath), new("Gateway:Tls:Password", SelfSigned.Password)]
        : []);

    private static Task<TestClient> ConnectAsync(GatewayUnderTest gateway, string way) => way switch
    {
        "ws on a kept connection" => TestClient.ConnectKeptAsync(gateway, WireFormat.WebSocketJson),
        _ => TestClient.ConnectAsync(
            gateway,
            way.StartsWith("tcp", StringComparison.Ordinal) ? WireFormat.Tcp : WireFormat.WebSocketJson,
            usesTls: way.EndsWith("tls", StringComparison.Ordinal)),
    };

    /// <summary>The reading side of a process that stands still.</summary>
    private sealed class SleepingStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }
}
