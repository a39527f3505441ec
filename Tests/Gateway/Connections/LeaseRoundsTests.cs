using PresenceCluster.Cluster.Leases;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>The gateway vouches for exactly its sessions, and closes those that their owner says are over in two rounds.</summary>
public sealed class LeaseRoundsTests
{
    [Fact]
    public async Task Numbers_are_those_of_the_admitted_sessions_until_their_ends_are_stored()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        var expected = new SessionDigests();
        expected.Add(new UserKey(new AppId(GatewayUnderTest.App), "alice"), gateway.User("alice").Logins.Single().Connection.ConnectionId);

        var heard = await RoundAsync(gateway);
        Assert.Equal(Enumerable.Range(0, heard.Count).Select(bucket => expected[bucket]), heard);

        var isStored = new TaskCompletionSource();
        gateway.User("alice").OnEnd = () => isStored.Task;
        client.Dispose();
        await Eventually.IsTrueAsync(() => Assert.Single(gateway.Table.All).Session!.Ended is { IsCompleted: false }, "the end is being reported");
        Assert.Equal(heard, await RoundAsync(gateway));

        isStored.SetResult();
        await Eventually.IsTrueAsync(() => gateway.NothingIsLeftOf("alice"), "the end is stored");
        Assert.All(await RoundAsync(gateway), digest => Assert.Equal(0, digest));
    }

    [Fact]
    public async Task Bucket_that_differs_once_is_a_login_or_an_end_under_way()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        gateway.Silos.Differing = digests => gateway.Silos.Compared.Count % 2 == 1 ? FakeSilos.Filled(digests) : [];

        for (var round = 0; round < 4; round++)
            await RoundAsync(gateway);

        Assert.Empty(gateway.Silos.Settled);
    }

    [Fact]
    public async Task Connection_whose_session_is_over_in_two_rounds_is_told_why()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, platform: "Android");
        var login = Assert.Single(gateway.User("alice").Logins);
        gateway.Silos.Differing = FakeSilos.Filled;
        gateway.Silos.Over = held => [new OverdueSession(Assert.Single(held).ConnectionId, SessionEndReason.Replaced, Platform.IPhone)];

        await RoundAsync(gateway);
        Assert.Empty(gateway.Silos.Settled);
        await RoundAsync(gateway);
        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
        await RoundAsync(gateway);

        var kicked = (await client.ReadLastAsync())?.Kicked;
        Assert.Equal((CloseCode.Replaced.Number, "iPhone"), ((int)kicked!.Code, kicked.ByPlatform));
        var listed = Assert.Single(gateway.Silos.Settled.First());
        Assert.Equal((login.Connection.ConnectionId, login.ProposedId, 1), (listed.ConnectionId, listed.Session, listed.Epoch));
        Assert.All(await RoundAsync(gateway), digest => Assert.Equal(0, digest));
    }

    [Fact]
    public async Task Connection_stays_when_only_one_round_met_an_answer_from_old_memory()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        gateway.Silos.Differing = FakeSilos.Filled;
        gateway.Silos.Over = held => gateway.Silos.Settled.Count == 1 ? [new OverdueSession(held[0].ConnectionId, SessionEndReason.Closed, null)] : [];

        for (var round = 0; round < 4; round++)
            await RoundAsync(gateway);

        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
        Assert.Equal(3, gateway.Silos.Settled.Count);
    }

    [Fact]
    public async Task Gateway_whose_wheel_stands_still_vouches_for_nobody()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        gateway.Wheel.Dispose();

        for (var rounds = 0; !gateway.Log.Lines.Any(line => line.Event == 3114); rounds++)
        {
            Assert.InRange(rounds, 0, 10);
            gateway.Pass(LeaseRounds.Period);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        var vouched = gateway.Silos.Compared.Count;
        gateway.Pass(LeaseRounds.Period);
        await Eventually.IsTrueAsync(
            () => gateway.Log.Lines.Count(line => line.Event == 3114) > 1, "the next round");
        Assert.Equal(vouched, gateway.Silos.Compared.Count);
    }

    [Fact]
    public async Task Round_that_fails_is_followed_by_the_next_one()
    {
        await using var gateway = await StartAsync();
        gateway.Silos.Differing = _ => gateway.Silos.Compared.Count == 1 ? throw new TimeoutException("The silo is frozen.") : [];

        await RoundAsync(gateway);
        await RoundAsync(gateway);

        Assert.Equal(2, gateway.Silos.Compared.Count);
    }

    private static async Task<IReadOnlyList<long>> RoundAsync(GatewayUnderTest gateway)
    {
        var (compared, settled) = (gateway.Silos.Compared.Count, gateway.Silos.Settled.Count);
        gateway.Pass(LeaseRounds.Period);
        await Eventually.IsTrueAsync(() => gateway.Silos.Compared.Count > compared, "the next round");
        // The list of a round follows its comparison, without a wait for the clock.
        for (var i = 0; i < 20 && gateway.Silos.Settled.Count == settled; i++)
            await Task.Yield();
        return [.. gateway.Silos.Compared.Last()];
    }

    private static async Task<GatewayUnderTest> StartAsync()
    {
        var gateway = await GatewayUnderTest.StartAsync();
        gateway.Membership.SetSilos(1001);
        await Eventually.IsTrueAsync(
            () =>
            {
                gateway.Pass(LeaseRounds.Period);
                return !gateway.Silos.Compared.IsEmpty;
            },
            "the silo is known");
        gateway.Silos.Compared.Clear();
        return gateway;
    }
}
