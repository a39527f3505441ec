using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Gateway.Doors;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A silent WebSocket is pinged, and what the answer proves (docs/adr/0003).</summary>
public sealed class PingTests : IDisposable
{
    private static readonly AppTimings Timings = new();

    private readonly SelfSigned _certificate = new();

    [Fact]
    public void Two_pings_fit_into_the_time_out_of_web_and_into_the_shortest_one_of_a_stock_proxy()
    {
        Assert.True(2 * ClientSession.PingPeriod < Timings.WebHeartbeatTimeout);
        Assert.True(2 * ClientSession.PingPeriod < TimeSpan.FromSeconds(50));
    }

    [Theory]
    [InlineData("Web", false, false)]
    [InlineData("Web", true, false)]
    [InlineData("Web", false, true)]
    [InlineData("Web", true, true)]
    [InlineData("MiniProgram", false, false)]
    public async Task Page_that_answers_pings_stays_without_a_heartbeat(string platform, bool usesTls, bool isKept)
    {
        await using var gateway = await StartAsync(usesTls);
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson, usesTls, isKept);
        await client.LogInAsync(platform: platform);

        for (var round = 0; round < 6; round++)
        {
            await WhenPingedAsync(gateway, client);
            await client.PongAsync();
        }

        Assert.Empty(gateway.User("alice").Ends);
        await gateway.PassUntil(
            () => gateway.User("alice").Ends.Count > 0, Timings.WebHeartbeatTimeout + TimeSpan.FromSeconds(5), "the time-out");
        Assert.Equal(SessionEndReason.Closed, Assert.Single(gateway.User("alice").Ends).Reason);
        Assert.Equal(CloseCode.HeartbeatTimeout.Number, (int)(await client.ReadLastAsync())!.Error.Code);
    }

    [Theory]
    [InlineData("Android")]
    [InlineData("Windows")]
    public async Task Native_client_that_answers_pings_is_given_up_without_heartbeats_all_the_same(string platform)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.WebSocketProtobuf, platform: platform);

        // 340 of the 400 s.
        for (var round = 0; round < 17; round++)
        {
            await WhenPingedAsync(gateway, client);
            await client.PongAsync();
        }

        Assert.Empty(gateway.User("alice").Ends);
        await gateway.PassUntil(() => gateway.User("alice").Ends.Count > 0, TimeSpan.FromSeconds(70), "the time-out");
        Assert.Equal(SessionEndReason.TimedOut, Assert.Single(gateway.User("alice").Ends).Reason);
    }

    [Fact]
    public async Task Client_that_is_heard_in_time_is_not_pinged()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.WebSocketJson, platform: "Web");

        for (var round = 0; round < 6; round++)
        {
            gateway.Pass(ClientSession.PingPeriod - TimeSpan.FromSeconds(1));
            await client.HeartbeatAsync();
            Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
        }

        Assert.Equal(0, client.Pings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tcp_has_no_ping(bool usesTls)
    {
        await using var gateway = await StartAsync(usesTls);
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, usesTls: usesTls);

        gateway.Pass(4 * ClientSession.PingPeriod);
        await client.HeartbeatAsync();

        // The first bytes since the login are those of the answer.
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }

    [Fact]
    public async Task Pong_that_nobody_asked_for_does_no_harm_before_the_login()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson);

        await client.PongAsync();

        await client.LogInAsync(platform: "Web");
        Assert.Equal(0, client.Pings);
    }

    public void Dispose() => _certificate.Dispose();

    /// <summary>Moves time until the next ping has arrived. An answer that the gateway reads late delays that ping.</summary>
    private static async Task WhenPingedAsync(GatewayUnderTest gateway, TestClient client)
    {
        gateway.Pass(ClientSession.PingPeriod - TimeSpan.FromSeconds(1));
        var ping = client.ReadPingAsync();
        await gateway.PassUntil(() => ping.IsCompleted, 2 * ClientSession.PingPeriod, "a ping");
        await ping;
    }

    private Task<GatewayUnderTest> StartAsync(bool usesTls) => GatewayUnderTest.StartAsync(usesTls
        ? [new("Gateway:Tls:CertificatePath", _certificate.PfxPath), new("Gateway:Tls:Password", SelfSigned.Password)]
        : []);
}
