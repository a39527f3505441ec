using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>
/// Every way in which a connection ends, around its login and after: one end with the right reason, and no session left behind.
/// </summary>
public sealed class EndingTests
{
    [Theory]
    [InlineData("Android", SessionEndReason.TimedOut, 400)]
    [InlineData("Windows", SessionEndReason.TimedOut, 400)]
    [InlineData("Web", SessionEndReason.Closed, 60)]
    [InlineData("MiniProgram", SessionEndReason.Closed, 60)]
    public async Task Silence_ends_the_session_at_its_time_out(string platform, SessionEndReason reason, int seconds)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.WebSocketJson, platform: platform);

        gateway.Pass(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        await client.SendAsync(new byte[] { 0x89, 0x80, 0, 0, 0, 0 });
        await Task.Yield();
        Assert.Empty(gateway.User("alice").Ends);
        // While the ping is still unread the gateway gives the connection another tick.
        await gateway.PassUntil(() => gateway.User("alice").Ends.Count > 0, TimeSpan.FromSeconds(10), "the end of the session");

        var error = (await client.ReadLastAsync())?.Error;
        Assert.Equal(CloseCode.HeartbeatTimeout.Number, (int)error!.Code);
        Assert.Equal(reason, Assert.Single(gateway.User("alice").Ends).Reason);
    }

    [Fact]
    public async Task Heartbeats_alone_keep_a_session_for_half_an_hour()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, platform: "Web");

        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromMinutes(30); passed += TimeSpan.FromSeconds(55))
        {
            gateway.Pass(TimeSpan.FromSeconds(55));
            await client.HeartbeatAsync();
            Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
        }

        Assert.Empty(gateway.User("alice").Ends);
        Assert.Single(gateway.User("alice").Logins);
    }

    [Fact]
    public async Task Time_out_raised_by_the_operator_holds_for_sessions_that_are_there()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp, platform: "Web");

        gateway.Set(GatewayUnderTest.Settings with { Timings = new AppTimings { WebHeartbeatTimeout = TimeSpan.FromSeconds(100) } });
        gateway.Pass(TimeSpan.FromSeconds(90));
        Assert.Empty(gateway.User("alice").Ends);
        gateway.Pass(TimeSpan.FromSeconds(11));

        await Eventually.IsTrueAsync(() => gateway.User("alice").Ends.Count > 0, "the time-out");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task Connection_that_never_logs_in_is_closed_after_ten_seconds(int bytesSent)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.Tcp);
        await client.SendAsync(TestClient.Bytes(WireFormat.Tcp, TestClient.Login()).AsMemory(0, bytesSent));
        await Eventually.IsTrueAsync(() => gateway.Counts.Pending == 1, "the connection taken in");

        gateway.Pass(TimeSpan.FromSeconds(11));

        Assert.Equal(CloseCode.LoginTimeout.Number, (int)(await client.ReadLastAsync())!.Error.Code);
        client.Dispose();
        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
        Assert.Empty(gateway.User("alice").Ends);
    }

    [Fact]
    public async Task Upgrade_that_is_never_completed_is_closed_after_ten_seconds()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        foreach (var bytes in new[] { 0, 4, 40 })
        {
            using var client = new System.Net.Sockets.TcpClient();
            await client.ConnectAsync(gateway.Http);
            await client.GetStream().WriteAsync(TestClient.UpgradeRequest(WireFormat.WebSocketJson).AsMemory(0, bytes));
            await Eventually.IsTrueAsync(() => gateway.Counts.Pending == (bytes > 8 ? 1 : 0), "the connection sorted");

            var closed = client.GetStream().ReadAsync(new byte[16]).AsTask();
            while (!closed.IsCompleted)
            {
                gateway.Pass(TimeSpan.FromSeconds(1));
                await Task.WhenAny(closed, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
            }

            client.Dispose();
            await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
        }
    }

    [Theory]
    [MemberData(nameof(ConversationTests.Formats), MemberType = typeof(ConversationTests))]
    public async Task Reset_ends_the_session_as_closed(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, ConversationTests.Format(format));

        client.Reset();
        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");

        Assert.Equal(SessionEndReason.Closed, Assert.Single(gateway.User("alice").Ends).Reason);
    }

    [Theory]
    [InlineData("tcp", false)]
    [InlineData("tcp", true)]
    [InlineData("json", false)]
    [InlineData("json", true)]
    public async Task Socket_dropped_at_any_byte_of_opening_and_login_leaves_no_session(string format, bool isReset)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var wire = ConversationTests.Format(format);
        var login = TestClient.Bytes(wire, TestClient.Login());
        byte[] all = format == "tcp" ? login : [.. TestClient.UpgradeRequest(wire), .. login];
        var door = format == "tcp" ? gateway.Tcp : gateway.Http;

        for (var count = 0; count <= all.Length; count++)
        {
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            await socket.ConnectAsync(door);
            await socket.SendAsync(all.AsMemory(0, count));
            if (isReset)
                socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
            socket.Dispose();
        }

        await Eventually.IsTrueAsync(() => gateway.NothingIsLeftOf("alice"), "every login that was sent ended, and no connection left");
        foreach (var login1 in gateway.User("alice").Logins)
            Assert.Single(gateway.User("alice").Ends, end => end == (login1.Connection, SessionEndReason.Closed));
    }

    [Theory]
    [MemberData(nameof(ConversationTests.Formats), MemberType = typeof(ConversationTests))]
    public async Task Socket_that_dies_while_the_login_is_under_way_is_reported_at_once_and_again_after_the_answer(string format)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var answer = new TaskCompletionSource();
        gateway.User("alice").OnLogin = async request =>
        {
            await answer.Task;
            return gateway.User("alice").Admit(request);
        };
        using var client = await TestClient.ConnectAsync(gateway, ConversationTests.Format(format));
        await client.SendAsync(TestClient.Login());
        await Eventually.IsTrueAsync(() => gateway.User("alice").Logins.Count == 1, "the login at the grain");

        client.Reset();
        await Eventually.IsTrueAsync(() => gateway.User("alice").Ends.Count == 1, "the loss, before the login is answered");
        answer.SetResult();

        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
        Assert.Equal(0, gateway.Counts.Pending);
        var end = (gateway.User("alice").Logins.Single().Connection, SessionEndReason.Closed);
        Assert.Equal([end, end], gateway.User("alice").Ends);
    }

    [Fact]
    public async Task Page_that_closes_its_socket_while_the_login_is_under_way_is_seen_to_leave()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var answer = new TaskCompletionSource();
        gateway.User("alice").OnLogin = async request =>
        {
            await answer.Task;
            return gateway.User("alice").Admit(request);
        };
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson);
        await client.SendAsync(TestClient.Login());
        await Eventually.IsTrueAsync(() => gateway.User("alice").Logins.Count == 1, "the login at the grain");

        // A close frame with status 1000, masked with zeros.
        await client.SendAsync(new byte[] { 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8 });

        await Eventually.IsTrueAsync(() => gateway.User("alice").Ends.Count == 1, "the loss, before the login is answered");
        answer.SetResult();
        client.Dispose();
        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
    }

    [Fact]
    public async Task Frames_sent_before_the_login_is_answered_are_answered_after_it()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var answer = new TaskCompletionSource();
        gateway.User("alice").OnLogin = async request =>
        {
            await answer.Task;
            return gateway.User("alice").Admit(request);
        };
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.Tcp);
        byte[] heartbeat = TestClient.Bytes(WireFormat.Tcp, new ClientFrame { Heartbeat = new Heartbeat() });
        await client.SendAsync((byte[])[.. TestClient.Bytes(WireFormat.Tcp, TestClient.Login()), .. heartbeat]);
        await Eventually.IsTrueAsync(() => gateway.User("alice").Logins.Count == 1, "the login at the grain");
        await client.SendAsync(heartbeat);
        answer.SetResult();

        Assert.Equal(ServerFrame.KindOneofCase.LoginResult, (await client.ReadAsync())?.KindCase);
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }

    [Fact]
    public async Task Notice_while_the_login_is_unanswered_closes_and_ends_the_session()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.User("alice").OnLogin = request =>
        {
            Assert.True(gateway.Table.Holds(request.Connection.ConnectionId));
            gateway.Table.Close(new CloseNotice(request.Connection.ConnectionId, SessionEndReason.Replaced, Platform.IPhone));
            return Task.FromResult(gateway.User("alice").Admit(request));
        };
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson);

        await client.SendAsync(TestClient.Login());
        var kicked = (await client.ReadLastAsync())?.Kicked;

        Assert.Equal("iPhone", kicked?.ByPlatform);
        Assert.Equal(CloseCode.Replaced.Number, client.CloseStatus);
        await Eventually.IsTrueAsync(() => gateway.User("alice").Ends.Count == 1, "the session ended");
    }

    [Fact]
    public async Task Connection_whose_logout_waits_for_storage_is_held_until_that_is_back()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var isAway = true;
        gateway.User("alice").OnEnd = () => isAway ? throw new TimeoutException("Storage is away.") : Task.CompletedTask;
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        var id = gateway.User("alice").Logins.Single().Connection.ConnectionId;

        await client.SendAsync(new ClientFrame { Logout = new Logout() });
        await gateway.PassUntil(() => gateway.Table.All.Single().IsClosing, TimeSpan.FromMinutes(1), "the client is let go");
        client.Dispose();
        Assert.True(gateway.Table.Holds(id));

        isAway = false;
        await gateway.PassUntil(() => !gateway.Table.Holds(id), TimeSpan.FromMinutes(1), "its end is stored");
        Assert.Equal(SessionEndReason.LoggedOut, Assert.Single(gateway.User("alice").Ends).Reason);
    }

    [Theory]
    [InlineData(SessionEndReason.Replaced)]
    [InlineData(SessionEndReason.Kicked)]
    [InlineData(SessionEndReason.TakenOver)]
    [InlineData(SessionEndReason.AccountDeleted)]
    [InlineData(SessionEndReason.PolicyChanged)]
    public async Task Session_ended_by_the_cluster_is_told_and_not_reported_back(SessionEndReason reason)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.WebSocketProtobuf);
        var id = gateway.User("alice").Logins.Single().Connection.ConnectionId;

        gateway.Table.Close(new CloseNotice(id, reason, Platform.IPad));
        gateway.Table.Close(new CloseNotice(id + 1, reason, null));

        var kicked = (await client.ReadLastAsync())?.Kicked;
        Assert.Equal(reason.ToString(), CloseCode.FromNumber(kicked!.Code)?.Name);
        Assert.Equal((int)kicked.Code, client.CloseStatus);
        Assert.False(gateway.Table.Holds(id));
        client.Dispose();
        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
        Assert.Empty(gateway.User("alice").Ends);
    }

    [Fact]
    public async Task Kicked_client_that_never_reads_nor_closes_loses_its_socket_after_the_linger()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);

        gateway.Table.Close(new CloseNotice(gateway.User("alice").Logins.Single().Connection.ConnectionId, SessionEndReason.Kicked, null));
        Assert.Equal(1, gateway.Counts.All);
        gateway.Pass(TimeSpan.FromSeconds(3));

        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
    }
}
