using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>The errors of clients, and the close code of each. A session that existed ends once.</summary>
public sealed class FaultTests
{
    public static TheoryData<string, string, string, string, string> BadLogins => new()
    {
        { "alice", "Android", "device-1", "wrong", nameof(CloseCode.BadCredential) },
        { "alice", "Android", "device-1", "expired", nameof(CloseCode.CredentialExpired) },
        { "alice", "Android", "device-1", "future", nameof(CloseCode.CredentialFromFuture) },
        { "", "Android", "device-1", "good", nameof(CloseCode.InvalidUserId) },
        { "al\nice", "Android", "device-1", "good", nameof(CloseCode.InvalidUserId) },
        { "a234567890123456789012345678901234", "Android", "device-1", "good", nameof(CloseCode.InvalidUserId) },
        { "alice", "Toaster", "device-1", "good", nameof(CloseCode.UnknownPlatform) },
        { "alice", "1", "device-1", "good", nameof(CloseCode.UnknownPlatform) },
        { "alice", "Android", "", "good", nameof(CloseCode.InvalidDeviceId) },
        { "alice", "Android", "dévice", "good", nameof(CloseCode.InvalidDeviceId) },
        // Several things wrong: the first in the documented order counts.
        { "", "Toaster", "", "wrong", nameof(CloseCode.InvalidUserId) },
        { "alice", "Toaster", "", "wrong", nameof(CloseCode.UnknownPlatform) },
        { "alice", "Android", "", "wrong", nameof(CloseCode.InvalidDeviceId) },
    };

    [Theory]
    [MemberData(nameof(BadLogins))]
    public async Task Login_that_cannot_be_right_is_refused_without_asking_the_grain(
        string userId, string platform, string deviceId, string userSig, string code)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson);
        var login = TestClient.Login(userId, platform, userSig);
        login.Login.DeviceId = deviceId;

        await client.SendAsync(login);
        var error = (await client.ReadLastAsync())?.Error;

        Assert.Equal(code, CloseCode.FromNumber(error!.Code)?.Name);
        Assert.Equal((int)error.Code, client.CloseStatus);
        Assert.Empty(gateway.User(userId).Logins);
        Assert.Empty(gateway.User(userId).Ends);
    }

    [Theory]
    [MemberData(nameof(ConversationTests.Formats), MemberType = typeof(ConversationTests))]
    public async Task Login_that_says_too_much_of_its_client_is_refused_before_its_credential_is_checked(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, ConversationTests.Format(format));
        var login = TestClient.Login(userSig: "wrong");
        login.Login.OsVersion = new string('v', FrameLimits.VersionBytesMax + 1);

        await client.SendAsync(login);

        await ExpectCodeAsync(client, CloseCode.InvalidClientInfo);
        Assert.Empty(gateway.User("alice").Logins);
    }

    [Theory]
    [InlineData("wrong", "The credential is not signed with a key of this app.")]
    [InlineData("future", "The credential was issued in the future by the service's clock: check the signer's clock.")]
    public async Task Client_is_told_why_its_credential_does_not_count(string userSig, string text)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson);

        await client.SendAsync(TestClient.Login(userSig: userSig));

        Assert.Equal(text, (await client.ReadLastAsync())?.Error.Text);
    }

    [Fact]
    public async Task Unknown_app_is_refused_before_anything_else()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.Tcp);

        await client.SendAsync(new ClientFrame { Login = new Login { AppId = 1, UserId = "" } });

        await ExpectCodeAsync(client, CloseCode.UnknownApp);
    }

    [Theory]
    [MemberData(nameof(ConversationTests.Formats), MemberType = typeof(ConversationTests))]
    public async Task Frame_before_the_login_is_refused(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, ConversationTests.Format(format));

        await client.HeartbeatAsync();

        await ExpectCodeAsync(client, CloseCode.NotLoggedIn);
    }

    [Theory]
    [MemberData(nameof(ConversationTests.Formats), MemberType = typeof(ConversationTests))]
    public async Task Second_login_ends_the_session(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, ConversationTests.Format(format));

        await client.SendAsync(TestClient.Login());

        await ExpectCodeAsync(client, CloseCode.AlreadyLoggedIn);
        await ExpectOneEndAsync(gateway, "alice", SessionEndReason.Closed);
    }

    [Fact]
    public async Task Garbage_over_tcp_is_a_protocol_error_and_harms_nobody_else()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var bystander = await TestClient.LogInAsync(gateway, WireFormat.Tcp, "bob");
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);

        await client.SendAsync(new byte[] { 0x03, 0xFF, 0xFF, 0xFF });

        await ExpectCodeAsync(client, CloseCode.ProtocolError);
        await ExpectOneEndAsync(gateway, "alice", SessionEndReason.Closed);
        await bystander.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await bystander.ReadAsync())?.KindCase);
        Assert.Empty(gateway.User("bob").Ends);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Frame_over_the_limit_is_refused_by_its_length_alone(bool isLoggedIn)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = isLoggedIn
            ? await TestClient.LogInAsync(gateway, WireFormat.Tcp)
            : await TestClient.ConnectAsync(gateway, WireFormat.Tcp);

        // 64 KiB + 1, and 8 KiB + 1, as varints; not one byte of the frame itself.
        await client.SendAsync(isLoggedIn ? new byte[] { 0x81, 0x80, 0x04 } : new byte[] { 0x81, 0x40 });

        await ExpectCodeAsync(client, CloseCode.FrameTooLarge);
    }

    [Fact]
    public async Task Frames_within_the_rate_are_no_flood()
    {
        await using var gateway = await GatewayUnderTest.StartAsync([new("Gateway:FrameBurst", "5"), new("Gateway:FramesPerSecondMax", "20")]);
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);

        for (var count = 0; count < 100; count++)
        {
            gateway.Pass(TimeSpan.FromMilliseconds(50));
            await client.HeartbeatAsync();
            Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
        }
    }

    [Fact]
    public async Task Bug_behind_a_request_ends_the_connection_with_an_answer()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Queries.Fault = new InvalidOperationException("A bug.");
        using var client = await TestClient.LogInAsync(gateway, WireFormat.WebSocketJson);

        await client.SendAsync(new ClientFrame { Query = new Query { UserIds = { "bob" } } });

        await ExpectCodeAsync(client, CloseCode.Unavailable);
        await ExpectOneEndAsync(gateway, "alice", SessionEndReason.Closed);
    }

    [Fact]
    public async Task Bug_behind_a_login_ends_the_connection_with_an_answer()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.User("alice").OnLogin = _ => throw new InvalidOperationException("A bug.");
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson);

        await client.SendAsync(TestClient.Login());

        await ExpectCodeAsync(client, CloseCode.Unavailable);
        await ExpectOneEndAsync(gateway, "alice", SessionEndReason.Closed);
    }

    [Fact]
    public async Task Connections_over_the_limit_are_told_and_closed()
    {
        await using var gateway = await GatewayUnderTest.StartAsync([new("Gateway:PendingLoginsMax", "1")]);
        using var first = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        using var second = await TestClient.ConnectAsync(gateway, WireFormat.Tcp);
        await Eventually.IsTrueAsync(() => gateway.Counts.Pending == 1, "the second connection pending");
        using var third = await TestClient.ConnectAsync(gateway, WireFormat.Tcp);

        await ExpectCodeAsync(third, CloseCode.Overloaded);
        await second.SendAsync(TestClient.Login("bob"));
        Assert.Equal(ServerFrame.KindOneofCase.LoginResult, (await second.ReadAsync())?.KindCase);
    }

    private static async Task ExpectCodeAsync(TestClient client, CloseCode code)
    {
        var error = (await client.ReadLastAsync())?.Error;
        Assert.Equal(code, CloseCode.FromNumber(error?.Code ?? 0));
        Assert.Equal(code.MayReconnect, error!.MayReconnect);
        Assert.Equal(
            code == CloseCode.Flooding || code == CloseCode.Overloaded || code == CloseCode.Unavailable, error.ReconnectAfterMs > 0);
        if (client.Format != WireFormat.Tcp)
            Assert.Equal(code.Number, client.CloseStatus);
    }

    private static async Task ExpectOneEndAsync(GatewayUnderTest gateway, string userId, SessionEndReason reason)
    {
        await Eventually.IsTrueAsync(() => gateway.User(userId).Ends.Count > 0, "the end of the session stored");
        Assert.Equal(reason, Assert.Single(gateway.User(userId).Ends).Reason);
    }
}
