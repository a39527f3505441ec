using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Gateway.Connections;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Doors;

/// <summary>An operator empties a gateway that stays up.</summary>
public sealed class DrainTests
{
    [Theory]
    [MemberData(nameof(ConversationTests.Formats), MemberType = typeof(ConversationTests))]
    public async Task Drain_tells_everybody_waits_closes_the_rest_and_leaves_nobody(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var leaving = await TestClient.LogInAsync(gateway, ConversationTests.Format(format), "alice");
        using var staying = await TestClient.LogInAsync(gateway, ConversationTests.Format(format), "bob");
        Assert.Equal(2, gateway.Doors.Connections);

        gateway.Doors.Drain();
        gateway.Doors.Drain();

        await Farewells.AreSaidAsync(gateway, leaving, staying, reconnectAfterMsMax: 30_000);
        var last = staying.ReadLastAsync();
        await gateway.PassUntil(() => last.IsCompleted, TimeSpan.FromMinutes(1), "the connection that stays is closed");
        Assert.Null(await last);
        staying.Dispose();
        await Eventually.IsTrueAsync(() => gateway.Doors.Connections == 0, "nobody is left");
        Assert.Equal(SessionEndReason.Closed, Assert.Single(gateway.User("bob").Ends).Reason);
        Assert.True(gateway.Doors.IsDraining);
    }

    [Fact]
    public async Task Draining_gateway_turns_new_connections_away_until_it_is_resumed()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Doors.Drain();
        using (var refused = await TestClient.ConnectAsync(gateway, WireFormat.Tcp))
            Assert.Equal((uint)CloseCode.GoingAway.Number, (await refused.ReadLastAsync())?.GoAway?.Code);

        gateway.Doors.Resume();

        Assert.False(gateway.Doors.IsDraining);
        using var admitted = await TestClient.LogInAsync(gateway, WireFormat.Tcp, "alice");
        Assert.Equal(1, gateway.Doors.Connections);
    }

    [Fact]
    public async Task Resumed_gateway_keeps_whoever_did_not_go()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, "alice");
        gateway.Doors.Drain();
        Assert.Equal(ServerFrame.KindOneofCase.GoAway, (await client.ReadAsync())?.KindCase);

        gateway.Doors.Resume();
        gateway.Pass(TimeSpan.FromSeconds(60));

        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }

    [Fact]
    public async Task Traffic_is_counted_for_the_app()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using (var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, "alice"))
        {
            Assert.Equal(1, gateway.Traffic.Connections);
            await client.HeartbeatAsync();
            await client.ReadAsync();
            Assert.Equal(1, gateway.Traffic.Read().Heartbeats);
        }

        await Eventually.IsTrueAsync(() => gateway.Traffic.Connections == 0, "the connection is counted out");
    }
}
