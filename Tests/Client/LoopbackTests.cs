using PresenceCluster.Client;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Client;

/// <summary>The client over real sockets, through each door.</summary>
public sealed class LoopbackTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("tcp", false, nameof(WireFormat.Tcp))]
    [InlineData("ws", false, nameof(WireFormat.WebSocketProtobuf))]
    [InlineData("ws", true, nameof(WireFormat.WebSocketJson))]
    public async Task Client_logs_in_queries_and_logs_out_through_each_door(string scheme, bool usesJson, string format)
    {
        using var gateway = new LoopbackGateway(scheme == "ws", Answer);
        await using var client = Client(gateway, scheme, usesJson);

        Assert.IsType<PresenceClientEvent.LoggedIn>(await client.LoginAsync().WaitAsync(Patience));
        var users = Enumerable.Range(0, FrameLimits.QueryUserIdsMax).Select(number => $"user-{number:D27}").ToArray();
        var answer = await client.QueryAsync(users).WaitAsync(Patience);
        Assert.Equal(users, answer.Presences.Select(presence => presence.UserId));
        Assert.True(await client.LogoutAsync().WaitAsync(Patience));

        Assert.Same(Protocol.WireFormats.Named(format), await gateway.Serving.WaitAsync(Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Close_status_of_a_web_socket_is_obeyed(bool usesJson)
    {
        using var gateway = new LoopbackGateway(isWebSocket: true, frame => frame.KindCase == ClientFrame.KindOneofCase.Login ? Answer(frame) : null);
        await using var client = Client(gateway, "ws", usesJson);
        await using var events = client.Events.GetAsyncEnumerator();
        await client.LoginAsync().WaitAsync(Patience);
        await Expect.NextAsync<PresenceClientEvent.LoggedIn>(events);

        await Assert.ThrowsAsync<IOException>(() => client.SetCustomStatusAsync("busy").WaitAsync(Patience));

        var closed = await Expect.NextAsync<PresenceClientEvent.Closed>(events);
        Assert.Same(CloseCode.Replaced, closed.End.CloseCode);
        Assert.Null(closed.ReconnectsIn);
    }

    [Fact]
    public async Task Gateway_that_is_not_there_is_a_loss()
    {
        var gateway = new LoopbackGateway(isWebSocket: false, Answer);
        await using var client = Client(gateway, "tcp", usesJson: false, reconnects: false);
        gateway.Dispose();

        var closed = Assert.IsType<PresenceClientEvent.Closed>(await client.LoginAsync().WaitAsync(Patience));
        Assert.Null(closed.End.Code);
        Assert.True(closed.End.MayReconnect);
    }

    private static ServerFrame? Answer(ClientFrame frame) => frame.KindCase switch
    {
        ClientFrame.KindOneofCase.Login => new ServerFrame
        {
            LoginResult = new LoginResult { SessionId = "s1", Epoch = 1, HeartbeatIntervalMs = 120_000, HeartbeatTimeoutMs = 400_000 },
        },
        ClientFrame.KindOneofCase.Query => new ServerFrame
        {
            QueryResult = new QueryResult
            {
                RequestId = frame.Query.RequestId,
                Presences = { frame.Query.UserIds.Select(userId => new Presence { UserId = userId, Status = Status.Online }) },
            },
        },
        _ => null,
    };

    private static PresenceClient Client(LoopbackGateway gateway, string scheme, bool usesJson, bool reconnects = true)
        => new(ClientSetup.Options(TimeProvider.System) with
        {
            Gateway = new Uri($"{scheme}://127.0.0.1:{gateway.Port}/ws"),
            UsesJson = usesJson,
            ReconnectsByItself = reconnects,
        });
}
