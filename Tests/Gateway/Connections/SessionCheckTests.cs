using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A connection whose session is over is told even when the notice was lost; one whose session lives is left alone.</summary>
public sealed class SessionCheckTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Connection_that_was_not_told_of_its_replacement_is_told_at_the_second_look()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, platform: "Android");
        var login = Assert.Single(gateway.User("alice").Logins);
        Store(gateway, new EndedSession(login.ProposedId, 1, SessionEndReason.Replaced, Platform.IPhone, login.AskedAt.At, gateway.Clock.GetUtcNow()));

        await LookAsync(gateway, looks: 1);
        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
        await LookAgainAsync(gateway);

        var kicked = (await client.ReadLastAsync())?.Kicked;
        Assert.Equal((CloseCode.Replaced.Number, "iPhone"), ((int)kicked!.Code, kicked.ByPlatform));
    }

    [Fact]
    public async Task Connection_whose_session_was_taken_over_before_it_was_kicked_is_told_of_the_takeover()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, platform: "Android");
        var login = Assert.Single(gateway.User("alice").Logins);
        Store(gateway, new EndedSession(login.ProposedId, 2, SessionEndReason.Kicked, null, login.AskedAt.At, gateway.Clock.GetUtcNow()));

        await LookAsync(gateway, looks: 1);
        await LookAgainAsync(gateway);

        Assert.Equal(CloseCode.TakenOver.Number, (int)(await client.ReadLastAsync())!.Kicked.Code);
    }

    [Fact]
    public async Task Connection_that_owns_its_session_stays()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, platform: "Android");
        StoreOwned(gateway);

        await LookAsync(gateway, looks: 3);

        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }

    [Fact]
    public async Task Connection_stays_when_only_the_first_look_met_an_answer_from_before_its_login()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, platform: "Android");
        gateway.Queries.Users["alice"] = new UserPresence { IsRegistered = true };
        await LookAsync(gateway, looks: 1);

        StoreOwned(gateway);
        await LookAgainAsync(gateway);

        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }

    /// <summary>The stored state of Alice: registered, and one session that ended.</summary>
    private static void Store(GatewayUnderTest gateway, EndedSession ended)
        => gateway.Queries.Users["alice"] = new UserPresence { IsRegistered = true, PushedOut = [ended] };

    /// <summary>Storage says that Alice's latest login owns its session.</summary>
    private static void StoreOwned(GatewayUnderTest gateway)
    {
        var login = Assert.Single(gateway.User("alice").Logins);
        gateway.Queries.Users["alice"] = new UserPresence
        {
            IsRegistered = true,
            Sessions =
            [
                new Session
                {
                    Id = login.ProposedId,
                    Epoch = 1,
                    Platform = login.Platform,
                    DeviceId = login.DeviceId,
                    Connection = login.Connection,
                    GatewaySeenAtVersion = 1,
                    LoginAt = gateway.Clock.GetUtcNow(),
                    AskedAt = login.AskedAt,
                    ByHandAt = login.AskedAt,
                    Status = PresenceStatus.Online,
                    Since = gateway.Clock.GetUtcNow(),
                },
            ],
        };
    }

    private static async Task LookAsync(GatewayUnderTest gateway, int looks)
    {
        for (var look = 1; look <= looks; look++)
        {
            gateway.Pass(Period);
            await Eventually.IsTrueAsync(() => gateway.Queries.Asked == look, $"look {look}");
        }
    }

    /// <summary>The second look, which follows the first one by itself.</summary>
    private static Task LookAgainAsync(GatewayUnderTest gateway)
        => gateway.PassUntil(() => gateway.Queries.Asked == 2, 2 * SecondLook, "the second look");

    private static Task<GatewayUnderTest> StartAsync()
        => GatewayUnderTest.StartAsync([KeyValuePair.Create<string, string?>("Gateway:SessionCheckPeriod", Period.ToString())]);
}
