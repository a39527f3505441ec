using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A connection whose session is over learns of it even when the notice was lost; one whose session lives is left alone.</summary>
public sealed class SessionAuditTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Connection_that_was_not_told_of_its_replacement_is_told_at_the_second_audit()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, platform: "Android");
        var login = Assert.Single(gateway.User("alice").Logins);
        gateway.Queries.Users["alice"] = new UserPresence
        {
            IsRegistered = true,
            PushedOut = [new EndedSession(login.ProposedId, SessionEndReason.Replaced, Platform.IPhone, gateway.Clock.GetUtcNow())],
        };

        gateway.Pass(Period);
        await Eventually.IsTrueAsync(() => gateway.Queries.Asked == 1, "the first audit");
        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
        gateway.Pass(Period);

        var kicked = (await client.ReadLastAsync())?.Kicked;
        Assert.Equal((CloseCode.Replaced.Number, "iPhone"), ((int)kicked!.Code, kicked.ByPlatform));
    }

    [Fact]
    public async Task Connection_that_owns_its_session_stays()
    {
        await using var gateway = await StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, platform: "Android");
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
                    Platform = Platform.Android,
                    DeviceId = login.DeviceId,
                    Connection = login.Connection,
                    GatewaySeenAtVersion = 1,
                    LoginAt = gateway.Clock.GetUtcNow(),
                    Status = PresenceStatus.Online,
                    Since = gateway.Clock.GetUtcNow(),
                },
            ],
        };

        for (var audits = 1; audits <= 3; audits++)
        {
            gateway.Pass(Period);
            await Eventually.IsTrueAsync(() => gateway.Queries.Asked == audits, $"audit {audits}");
        }

        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }

    private static Task<GatewayUnderTest> StartAsync()
        => GatewayUnderTest.StartAsync([KeyValuePair.Create<string, string?>("Gateway:SessionAuditPeriod", Period.ToString())]);
}
