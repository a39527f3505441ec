using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Gateway.Connections;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Doors;

public sealed class ShutdownTests
{
    [Theory]
    [MemberData(nameof(ConversationTests.Formats), MemberType = typeof(ConversationTests))]
    public async Task Shutdown_tells_everybody_waits_and_ends_the_rest_as_closed(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var leaving = await TestClient.LogInAsync(gateway, ConversationTests.Format(format), "alice");
        using var staying = await TestClient.LogInAsync(gateway, ConversationTests.Format(format), "bob");

        var stopping = gateway.StopAsync();
        await Farewells.AreSaidAsync(gateway, leaving, staying, reconnectAfterMsMax: 5_000);
        Assert.False(stopping.IsCompleted);

        // Tick by tick, because the drain's delay may not have begun at the moment of the announcement.
        var last = staying.ReadLastAsync();
        await gateway.PassUntil(() => last.IsCompleted, TimeSpan.FromSeconds(10), "the connection that stays is closed");
        // The go-away is said once, so only the close frame repeats its code.
        Assert.Null(await last);
        Assert.Equal(format == "tcp" ? null : CloseCode.GoingAway.Number, staying.CloseStatus);
        staying.Dispose();

        await stopping.WaitAsync(Eventually.Patience);
        Assert.Equal(SessionEndReason.Closed, Assert.Single(gateway.User("bob").Ends).Reason);
        Assert.Equal(0, gateway.Counts.All);
    }

    [Fact]
    public async Task Planned_drain_gives_way_to_a_shutdown()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        gateway.Doors.Drain();
        Assert.Equal(ServerFrame.KindOneofCase.GoAway, (await client.ReadAsync())?.KindCase);

        var stopping = gateway.StopAsync();
        var last = client.ReadLastAsync();
        await gateway.PassUntil(() => last.IsCompleted, TimeSpan.FromSeconds(25), "the client is closed before the planned time");
        Assert.Null(await last);
        client.Dispose();

        await stopping.WaitAsync(Eventually.Patience);
        Assert.Equal(0, gateway.Counts.All);
    }

    [Fact]
    public async Task Shutdown_does_not_wait_for_ever_for_storage()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.User("alice").OnEnd = () => throw new InvalidOperationException("Storage is down.");
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);

        var stopping = gateway.StopAsync();
        await Eventually.IsTrueAsync(
            () =>
            {
                gateway.Pass(TimeSpan.FromSeconds(1));
                return stopping.IsCompleted;
            },
            "the gateway stopped");

        Assert.Empty(gateway.User("alice").Ends);
    }
}
