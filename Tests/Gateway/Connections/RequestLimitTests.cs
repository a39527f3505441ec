using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A request over a limit is refused with an answer, and the session stays (contract §7).</summary>
public sealed class RequestLimitTests
{
    private const int QueriesMax = 20;

    [Theory]
    [MemberData(nameof(ConversationTests.Formats), MemberType = typeof(ConversationTests))]
    public async Task Twenty_first_query_in_five_seconds_is_refused_until_the_window_is_over(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, ConversationTests.Format(format));
        await UseUpAsync(client);
        gateway.Pass(TimeSpan.FromSeconds(3));

        var refused = (await QueryAsync(client, 21, "bob")).RequestRefused;

        Assert.Equal((21u, 60007u, 2_000u), (refused.RequestId, refused.Code, refused.RetryAfterMs));
        gateway.Pass(TimeSpan.FromMilliseconds(refused.RetryAfterMs));
        Assert.Equal(22u, (await QueryAsync(client, 22, "bob")).QueryResult?.RequestId);
        Assert.Empty(gateway.User("alice").Ends);
    }

    [Fact]
    public async Task Client_that_goes_on_after_a_refusal_is_refused_again_and_stays()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        await UseUpAsync(client);

        for (var id = 21u; id <= 70; id++)
            Assert.Equal(id, (await QueryAsync(client, id, "bob")).RequestRefused?.RequestId);

        await ExpectAliveAsync(client);
        Assert.Equal(QueriesMax, gateway.Queries.Asked);
    }

    [Fact]
    public async Task Queries_for_oneself_are_not_counted()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Queries.Users["alice"] = new UserPresence { IsRegistered = true };
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);

        for (var id = 1u; id <= 25; id++)
            Assert.Equal("alice", Assert.Single((await QueryAsync(client, id, "alice")).QueryResult.Presences).UserId);

        await UseUpAsync(client);
        Assert.Equal(51u, (await QueryAsync(client, 51, "alice")).QueryResult?.RequestId);
        Assert.Equal(RefusalCode.TooManyRequests.Number, (await QueryAsync(client, 52, "alice", "bob")).RequestRefused?.Code);
    }

    [Fact]
    public async Task Queries_that_repeat_oneself_are_counted()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        for (var id = 1u; id <= QueriesMax; id++)
            Assert.Equal(id, (await QueryAsync(client, id, "alice", "alice")).QueryResult?.RequestId);

        var refused = (await QueryAsync(client, 21, "alice", "alice")).RequestRefused;

        Assert.Equal(RefusalCode.TooManyRequests.Number, refused?.Code);
    }

    [Fact]
    public async Task Queries_that_are_refused_while_client_status_is_off_are_not_counted()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Settings with { ClientStatus = false });
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);

        for (var id = 1u; id <= 25; id++)
            Assert.Equal(RefusalCode.ClientStatusOff.Number, (await QueryAsync(client, id, "bob")).RequestRefused?.Code);

        gateway.Set(GatewayUnderTest.Settings);
        await UseUpAsync(client);
    }

    [Fact]
    public async Task Twenty_first_custom_status_in_five_seconds_is_refused_and_queries_go_on()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        for (var id = 1u; id <= QueriesMax; id++)
            Assert.Equal(id, (await SetCustomStatusAsync(client, id, $"status {id}")).CustomStatusResult?.RequestId);

        var refused = (await SetCustomStatusAsync(client, 21, "one more")).RequestRefused;

        Assert.Equal((21u, 60007u, 5_000u), (refused!.RequestId, refused.Code, refused.RetryAfterMs));
        Assert.Equal(QueriesMax, gateway.User("alice").CustomStatuses.Count);
        await UseUpAsync(client);
        gateway.Pass(TimeSpan.FromMilliseconds(refused.RetryAfterMs));
        Assert.Equal(22u, (await SetCustomStatusAsync(client, 22, "one more")).CustomStatusResult?.RequestId);
    }

    [Theory]
    [MemberData(nameof(ConversationTests.Formats), MemberType = typeof(ConversationTests))]
    public async Task Request_that_is_too_large_is_refused_for_good_and_the_session_stays(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, ConversationTests.Format(format));

        // 99 letters, and one of two bytes.
        var status = await SetCustomStatusAsync(client, 3, new string('x', 99) + "é");
        var query = await QueryAsync(client, 4, [.. Enumerable.Range(0, 501).Select(id => $"user-{id}")]);

        Assert.Equal(new RequestRefused { RequestId = 3, Code = 70402, Text = RefusalCode.TextTooLong.Text }, status.RequestRefused);
        Assert.Equal(new RequestRefused { RequestId = 4, Code = 90011, Text = RefusalCode.TooManyUsers.Text }, query.RequestRefused);
        await ExpectAliveAsync(client);
        Assert.Empty(gateway.User("alice").CustomStatuses);
        Assert.Equal(0, gateway.Queries.Asked);
        Assert.Empty(gateway.User("alice").Ends);
    }

    [Fact]
    public async Task Refusal_is_told_to_a_client_that_does_not_number_its_requests()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.WebSocketJson);

        await client.SendAsync(new ClientFrame { SetCustomStatus = new SetCustomStatus { Text = "fits" } });
        var refused = (await SetCustomStatusAsync(client, 0, new string('x', 101))).RequestRefused;

        Assert.Equal((0u, RefusalCode.TextTooLong.Number), (refused!.RequestId, refused.Code));
        Assert.Equal("fits", Assert.Single(gateway.User("alice").CustomStatuses));
    }

    [Fact]
    public async Task Custom_status_that_could_not_be_stored_is_refused_for_now_and_the_session_stays()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.User("alice").OnCustomStatus = () => throw new TimeoutException("Storage is away.");
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);

        var refused = (await SetCustomStatusAsync(client, 5, "busy")).RequestRefused;

        Assert.Equal((5u, RefusalCode.TimedOut.Number), (refused!.RequestId, refused.Code));
        Assert.InRange(refused.RetryAfterMs, 1_000u, 2_000u);
        await ExpectAliveAsync(client);
    }

    private static async Task UseUpAsync(TestClient client)
    {
        for (var id = 1u; id <= QueriesMax; id++)
            Assert.Equal(id, (await QueryAsync(client, id, "bob")).QueryResult?.RequestId);
    }

    private static Task<ServerFrame> QueryAsync(TestClient client, uint requestId, params string[] userIds)
        => AskAsync(client, new ClientFrame { Query = new Query { RequestId = requestId, UserIds = { userIds } } });

    private static Task<ServerFrame> SetCustomStatusAsync(TestClient client, uint requestId, string text)
        => AskAsync(client, new ClientFrame { SetCustomStatus = new SetCustomStatus { RequestId = requestId, Text = text } });

    private static async Task<ServerFrame> AskAsync(TestClient client, ClientFrame request)
    {
        await client.SendAsync(request);
        return await client.ReadAsync() ?? throw new InvalidOperationException("The gateway closed in place of answering.");
    }

    private static async Task ExpectAliveAsync(TestClient client)
    {
        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }
}
