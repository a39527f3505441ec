using System.Net;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>The conversation of a well-behaved client and the gateway, in all three encodings.</summary>
public sealed class ConversationTests
{
    public static TheoryData<string> Formats => ["tcp", "protobuf", "json"];

    internal static WireFormat Format(string name) => name switch
    {
        "tcp" => WireFormat.Tcp,
        "protobuf" => WireFormat.WebSocketProtobuf,
        _ => WireFormat.WebSocketJson,
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Login_is_admitted_and_told_its_timings(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, Format(format));

        await client.SendAsync(TestClient.Login());
        var result = (await client.ReadAsync())?.LoginResult;

        var login = Assert.Single(gateway.User("alice").Logins);
        Assert.Equal(login.ProposedId.ToString(), result?.SessionId);
        Assert.Equal(1, result?.Epoch);
        Assert.Equal(120_000u, result?.HeartbeatIntervalMs);
        Assert.Equal(400_000u, result?.HeartbeatTimeoutMs);
        Assert.Equal(FakeMembership.Version, login.GatewaySeenAtVersion);
        Assert.Equal(FakeCredentials.IssuedAt, login.CredentialIssuedAt);
        Assert.True(gateway.Table.Holds(login.Connection.ConnectionId));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Login_carries_what_is_known_of_the_client_and_is_told_the_gateways_version(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, Format(format));
        var login = TestClient.Login();
        login.Login.ClientVersion = "chat 3.1.4";
        login.Login.OsVersion = "Android 15";
        login.Login.Features.Add("groups");
        login.Login.Features.Add("polls");

        await client.SendAsync(login);
        var result = (await client.ReadAsync())?.LoginResult;

        Assert.NotEmpty(ProgramVersion.Text);
        Assert.Equal(ProgramVersion.Text, result?.GatewayVersion);
        Assert.Equal(
            SeenAt(client) with { ClientVersion = "chat 3.1.4", OsVersion = "Android 15", Features = ["groups", "polls"] },
            Assert.Single(gateway.User("alice").Logins).Client);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_that_says_nothing_of_itself_is_known_by_its_address(bool isKept)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson, isKept: isKept);

        await client.LogInAsync();

        Assert.Equal(SeenAt(client), Assert.Single(gateway.User("alice").Logins).Client);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Heartbeats_are_acknowledged_one_by_one(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, Format(format));
        for (var count = 0; count < 10; count++)
            await client.HeartbeatAsync();

        for (var count = 0; count < 10; count++)
            Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Closing_the_socket_ends_the_session_once_as_closed(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var client = await TestClient.LogInAsync(gateway, Format(format));

        client.Dispose();
        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");

        var (connection, reason) = Assert.Single(gateway.User("alice").Ends);
        Assert.Equal(SessionEndReason.Closed, reason);
        Assert.Equal(gateway.User("alice").Logins.Single().Connection, connection);
        Assert.False(gateway.Table.Holds(connection.ConnectionId));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Logout_is_stored_before_the_client_is_told(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, Format(format));

        await client.SendAsync(new ClientFrame { Logout = new Logout() });
        Assert.Null(await client.ReadLastAsync());

        Assert.Equal(SessionEndReason.LoggedOut, Assert.Single(gateway.User("alice").Ends).Reason);
        Assert.Equal(format == "tcp" ? null : CloseCode.LoggedOut.Number, client.CloseStatus);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Query_answers_known_and_unknown_users(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Queries.Users["bob"] = new UserPresence { IsRegistered = true };
        using var client = await TestClient.LogInAsync(gateway, Format(format));

        await client.SendAsync(new ClientFrame { Query = new Query { RequestId = 9, UserIds = { "bob", "carol", "no\nname" } } });
        var result = (await client.ReadAsync())?.QueryResult;

        Assert.Equal(9u, result?.RequestId);
        Assert.Equal("bob", Assert.Single(result!.Presences).UserId);
        Assert.Equal(["carol", "no\nname"], result.Errors.Select(error => error.UserId).Order());
        Assert.All(result.Errors, error => Assert.Equal(70107u, error.Code));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Query_without_client_status_is_refused_with_72001_and_the_session_goes_on(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Settings with { ClientStatus = false });
        gateway.Queries.Users["bob"] = new UserPresence { IsRegistered = true };
        using var client = await TestClient.LogInAsync(gateway, Format(format));

        await client.SendAsync(new ClientFrame { Query = new Query { RequestId = 9, UserIds = { "bob", "alice" } } });
        var refused = (await client.ReadAsync())?.RequestRefused;

        Assert.Equal((9u, 72001u, 0u), (refused!.RequestId, refused.Code, refused.RetryAfterMs));
        Assert.Equal(0, gateway.Queries.Asked);
        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }

    [Fact]
    public async Task Client_status_that_is_switched_counts_for_the_next_query_of_a_connected_client()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Queries.Users["bob"] = new UserPresence { IsRegistered = true };
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        foreach (var isOn in (bool[])[false, true])
        {
            gateway.Set(GatewayUnderTest.Settings with { ClientStatus = isOn });
            await client.SendAsync(new ClientFrame { Query = new Query { UserIds = { "bob" } } });

            var answer = await client.ReadAsync();
            Assert.Equal(isOn ? ServerFrame.KindOneofCase.QueryResult : ServerFrame.KindOneofCase.RequestRefused, answer?.KindCase);
        }
    }

    [Fact]
    public async Task Query_that_breaks_answers_every_user_with_time_out()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Queries.Fault = new TimeoutException("No owner answers.");
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);

        await client.SendAsync(new ClientFrame { Query = new Query { RequestId = 1, UserIds = { "bob" } } });

        Assert.Equal(70169u, Assert.Single((await client.ReadAsync())!.QueryResult.Errors).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Custom_status_reaches_the_grain_with_and_without_client_status(bool clientStatus)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Settings with { ClientStatus = clientStatus });
        using var client = await TestClient.LogInAsync(gateway, WireFormat.WebSocketJson);

        await client.SendAsync(new ClientFrame { SetCustomStatus = new SetCustomStatus { Text = "auf Reisen" } });

        await Eventually.IsTrueAsync(() => gateway.User("alice").CustomStatuses.SequenceEqual(["auf Reisen"]), "the custom status stored");
    }

    private static ClientInfo SeenAt(TestClient client)
        => new() { Address = "127.0.0.1", Port = ((IPEndPoint)client.Socket.LocalEndPoint!).Port };
}
