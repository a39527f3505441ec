using System.Net;
using System.Net.Sockets;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Connections;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Gateway.Doors;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>A connection lives and ends in the same way, however its client came in.</summary>
public sealed class WayInTests : IDisposable
{
    private static readonly TimeSpan WebTimeout = new AppTimings().WebHeartbeatTimeout;

    private readonly SelfSigned _certificate = new();

    public static TheoryData<string> All =>
        ["tcp", "tcp under tls", "ws", "ws under tls", "ws on a kept connection", "ws under tls on a kept connection"];

    /// <summary>The WebSockets that Kestrel opens.</summary>
    public static TheoryData<string> Upgraded => ["ws under tls", "ws on a kept connection", "ws under tls on a kept connection"];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Session_lives_and_ends(string way)
    {
        await using var gateway = await StartAsync(way);
        using var client = await LogInAsync(gateway, way, "Android");
        await ExpectAliveAsync(client);

        client.Dispose();
        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");

        Assert.Equal(SessionEndReason.Closed, Assert.Single(gateway.User("alice").Ends).Reason);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Kick_is_told(string way)
    {
        await using var gateway = await StartAsync(way);
        using var client = await LogInAsync(gateway, way, "Android");

        gateway.Table.Close(new CloseNotice(gateway.User("alice").Logins.Single().Connection.ConnectionId, SessionEndReason.Kicked, null));

        Assert.Equal(CloseCode.Kicked.Number, (int)(await client.ReadLastAsync())!.Kicked.Code);
        client.Dispose();
        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
        Assert.Empty(gateway.User("alice").Ends);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Client_that_logs_out_and_closes_in_one_breath_gets_the_last_words(string way)
    {
        await using var gateway = await StartAsync(way);
        using var client = await LogInAsync(gateway, way, "Web");

        byte[] logout = TestClient.Bytes(client.Format, new ClientFrame { Logout = new Logout() });
        // A close frame with status 1000, masked with zeros.
        await client.SendAsync(client.Format == WireFormat.Tcp ? logout : (byte[])[.. logout, 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8]);
        await client.ReadLastAsync();

        Assert.Equal(client.Format == WireFormat.Tcp ? null : CloseCode.LoggedOut.Number, client.CloseStatus);
        Assert.Equal(SessionEndReason.LoggedOut, Assert.Single(gateway.User("alice").Ends).Reason);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Silent_client_is_given_up_at_its_time_out(string way)
    {
        await using var gateway = await StartAsync(way);
        using var client = await LogInAsync(gateway, way, "Web");

        gateway.Pass(WebTimeout - TimeSpan.FromSeconds(1));
        Assert.Empty(gateway.User("alice").Ends);
        await gateway.PassUntil(() => gateway.User("alice").Ends.Count > 0, TimeSpan.FromSeconds(5), "the time-out");

        Assert.Equal(CloseCode.HeartbeatTimeout.Number, (int)(await client.ReadLastAsync())!.Error.Code);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Heartbeat_that_waits_behind_a_slow_request_keeps_the_session(string way)
    {
        await using var gateway = await StartAsync(way);
        using var client = await LogInAsync(gateway, way, "Web");
        var stored = await SetSlowStatusAsync(gateway, client);

        await client.HeartbeatAsync();
        gateway.Pass(2 * WebTimeout);
        Assert.Empty(gateway.User("alice").Ends);

        stored.SetResult();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
        await gateway.PassUntil(
            () => gateway.User("alice").Ends.Count > 0, WebTimeout + TimeSpan.FromSeconds(5), "the time-out of a client that is silent");
        Assert.Equal(CloseCode.HeartbeatTimeout.Number, (int)(await client.ReadLastAsync())!.Error.Code);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Silence_is_not_judged_while_the_gateway_does_not_read(string way)
    {
        await using var gateway = await StartAsync(way);
        using var client = await LogInAsync(gateway, way, "Web");
        var stored = await SetSlowStatusAsync(gateway, client);

        gateway.Pass(2 * WebTimeout);
        Assert.Empty(gateway.User("alice").Ends);

        stored.SetResult();
        await gateway.PassUntil(() => gateway.User("alice").Ends.Count > 0, TimeSpan.FromSeconds(5), "the time-out, as soon as it reads");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Connection_is_closed_although_its_end_cannot_be_stored_yet(string way)
    {
        await using var gateway = await StartAsync(way);
        using var client = await LogInAsync(gateway, way, "Web");
        var stored = new TaskCompletionSource();
        gateway.User("alice").OnEnd = () => stored.Task;

        await client.SendAsync(TestClient.Login());
        await client.ReadToEndAsync();

        Assert.Empty(gateway.User("alice").Ends);
        stored.SetResult();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Client_that_never_logs_in_is_closed_after_ten_seconds(string way)
    {
        await using var gateway = await StartAsync(way);
        using var client = await ConnectAsync(gateway, way);
        await Eventually.IsTrueAsync(() => gateway.Counts.Pending == 1, "the connection taken in");

        gateway.Pass(TimeSpan.FromSeconds(11));

        Assert.Equal(CloseCode.LoginTimeout.Number, (int)(await client.ReadLastAsync())!.Error.Code);
        client.Dispose();
        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Flood_is_closed_with_its_code(string way)
    {
        await using var gateway = await StartAsync(way, new KeyValuePair<string, string?>("Gateway:FrameBurst", "10"));
        using var client = await LogInAsync(gateway, way, "Android");
        var heartbeat = TestClient.Bytes(client.Format, new ClientFrame { Heartbeat = new Heartbeat() });

        await client.SendAsync(Enumerable.Repeat(heartbeat, 20).SelectMany(bytes => bytes).ToArray());

        Assert.Equal(CloseCode.Flooding.Number, (int)(await client.ReadLastAsync())!.Error.Code);
        Assert.Equal(SessionEndReason.Closed, Assert.Single(gateway.User("alice").Ends).Reason);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Frame_over_the_limit_is_refused_by_its_length_alone(string way)
    {
        await using var gateway = await StartAsync(way);
        using var client = await LogInAsync(gateway, way, "Android");

        // 64 KiB + 1, as a varint, or in the head of a text frame that is masked with zeros.
        await client.SendAsync(client.Format == WireFormat.Tcp
            ? new byte[] { 0x81, 0x80, 0x04 }
            : new byte[] { 0x81, 0xFF, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0 });

        Assert.Equal(CloseCode.FrameTooLarge.Number, (int)(await client.ReadLastAsync())!.Error.Code);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Reader_that_is_too_slow_is_closed_and_cannot_keep_its_socket(string way)
    {
        const string limit = "262144";
        await using var gateway = await StartAsync(
            way,
            new("Gateway:SendQueueBytesMax", limit),
            new("Gateway:Frames:ServerFrameBytesMax", limit),
            new("Gateway:FrameBurst", "100000"),
            new("Gateway:RequestsPerWindowMax", "100000"));
        var ids = Enumerable.Range(0, 500).Select(id => $"user-{id:D20}").ToList();
        foreach (var id in ids)
            gateway.Queries.Users[id] = new UserPresence { IsRegistered = true, CustomStatus = new string('s', 60) };
        using var client = await LogInAsync(gateway, way, "Android");
        client.Socket.ReceiveBufferSize = 4096;
        var query = TestClient.Bytes(client.Format, new ClientFrame { Query = new Query { UserIds = { ids } } });

        // From here on the client reads nothing: the kernel's buffers fill up, then the gateway's queue.
        await client.SendUntilClosedAsync(query, () => gateway.User("alice").Ends.Count > 0);

        await Eventually.IsTrueAsync(() => gateway.User("alice").Ends.Count > 0, "the end is reported");
        Assert.Equal(SessionEndReason.Closed, Assert.Single(gateway.User("alice").Ends).Reason);
        gateway.Pass(TimeSpan.FromSeconds(3));
        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gone after its linger, though nothing was read");
    }

    [Theory]
    [InlineData("ws")]
    [MemberData(nameof(Upgraded))]
    public async Task Upgrade_request_with_a_head_over_the_limit_is_refused(string way)
    {
        await using var gateway = await StartAsync(way);
        using var client = await OpenAsync(gateway, way);

        var header = $"X-Long: {new string('x', new FrameLimits().UpgradeHeadBytesMax)}\r\n";
        var answer = await client.AskAsync(TestClient.UpgradeRequest(WireFormat.WebSocketJson, moreHeaders: header));

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Upgraded))]
    public async Task Upgrade_request_that_kestrel_waits_for_has_the_time_of_a_login(string way)
    {
        // By Kestrel's own clock, which is the machine's.
        await using var gateway = await StartAsync(way, new KeyValuePair<string, string?>("Gateway:LoginTimeout", "00:00:02"));
        using var client = await OpenAsync(gateway, way);

        await client.SendAsync(TestClient.UpgradeRequest(WireFormat.WebSocketJson).AsMemory(0, 40));

        await client.ReadToEndAsync();
    }

    [Fact]
    public async Task Bytes_that_kestrel_has_not_read_yet_are_unread()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        using var socket = await listener.AcceptAsync();
        var carrier = new UpgradedCarrier(socket, (IPEndPoint)socket.RemoteEndPoint!, Stream.Null, () => { });

        Assert.False(carrier.HasUnread);
        await client.SendAsync(new byte[1]);

        await Eventually.IsTrueAsync(() => carrier.HasUnread, "the byte has arrived");
        socket.Dispose();
        Assert.False(carrier.HasUnread);
    }

    public void Dispose() => _certificate.Dispose();

    private Task<GatewayUnderTest> StartAsync(string way, params KeyValuePair<string, string?>[] settings)
    {
        KeyValuePair<string, string?>[] tls = UsesTls(way)
            ? [new("Gateway:Tls:CertificatePath", _certificate.PfxPath), new("Gateway:Tls:Password", SelfSigned.Password)]
            : [];
        return GatewayUnderTest.StartAsync([.. settings, .. tls]);
    }

    private static async Task<TaskCompletionSource> SetSlowStatusAsync(GatewayUnderTest gateway, TestClient client)
    {
        var stored = new TaskCompletionSource();
        gateway.User("alice").OnCustomStatus = () => stored.Task;
        await client.SendAsync(new ClientFrame { SetCustomStatus = new SetCustomStatus { Text = "busy" } });
        await Eventually.IsTrueAsync(() => gateway.User("alice").CustomStatuses.Count == 1, "the request is under way");
        return stored;
    }

    private static async Task<TestClient> LogInAsync(GatewayUnderTest gateway, string way, string platform)
    {
        var client = await ConnectAsync(gateway, way);
        await client.LogInAsync(platform: platform);
        return client;
    }

    private static async Task ExpectAliveAsync(TestClient client)
    {
        await client.HeartbeatAsync();
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReadAsync())?.KindCase);
    }

    private static Task<TestClient> ConnectAsync(GatewayUnderTest gateway, string way)
        => TestClient.ConnectAsync(gateway, FormatOf(way), UsesTls(way), IsKept(way));

    private static Task<TestClient> OpenAsync(GatewayUnderTest gateway, string way)
        => TestClient.OpenAsync(gateway, FormatOf(way), UsesTls(way), IsKept(way));

    private static WireFormat FormatOf(string way)
        => way.StartsWith("tcp", StringComparison.Ordinal) ? WireFormat.Tcp : WireFormat.WebSocketJson;

    private static bool UsesTls(string way) => way.Contains("tls", StringComparison.Ordinal);

    private static bool IsKept(string way) => way.Contains("kept", StringComparison.Ordinal);
}
