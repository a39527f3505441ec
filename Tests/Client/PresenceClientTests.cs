using PresenceCluster.Client;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Client;

public sealed class PresenceClientTests
{
    [Fact]
    public async Task Login_says_who_and_reports_the_session()
    {
        await using var setup = new ClientSetup(options => options with { ClientVersion = "chat 3.1.4", OsVersion = "Android 15" });
        var outcome = setup.Client.LoginAsync();
        var (_, login) = await setup.Gateway.AdmitAsync("0f", intervalMs: 25_000);

        Assert.Equal(
            new Login
            {
                AppId = 1400000000,
                UserId = "alice",
                Platform = "Android",
                DeviceId = "phone-1",
                UserSig = "sig",
                Attempt = login.Attempt,
                ClientVersion = "chat 3.1.4",
                OsVersion = "Android 15",
            },
            login);
        Assert.Equal((ulong)setup.Clock.GetUtcNow().ToUnixTimeMilliseconds(), login.Attempt);
        Assert.Equal(new PresenceClientEvent.LoggedIn("0f", 1, TimeSpan.FromSeconds(25)), await outcome.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("0f", setup.Client.SessionId);
        await Assert.ThrowsAsync<InvalidOperationException>(() => setup.Client.LoginAsync());
    }

    [Fact]
    public async Task Heartbeats_are_sent_at_the_interval_that_the_gateway_said()
    {
        await using var setup = new ClientSetup();
        var connection = await setup.LogInAsync(intervalMs: 25_000, timeoutMs: 60_000);

        for (var beat = 0; beat < 5; beat++)
        {
            await setup.Clock.ElapseAsync(TimeSpan.FromSeconds(25));
            Assert.Equal(ClientFrame.KindOneofCase.Heartbeat, (await connection.NextFrameAsync()).KindCase);
            connection.Say(new ServerFrame { HeartbeatAck = new HeartbeatAck() });
            await AnsweredAsync(setup, connection);
        }
    }

    [Fact]
    public async Task Gateway_that_falls_silent_is_a_lost_connection()
    {
        await using var setup = new ClientSetup();
        var connection = await setup.LogInAsync(intervalMs: 25_000, timeoutMs: 60_000);

        for (var beat = 0; beat < 2; beat++)
        {
            await setup.Clock.ElapseAsync(TimeSpan.FromSeconds(25));
            await connection.NextFrameAsync();
        }

        await setup.Clock.ElapseAsync(TimeSpan.FromSeconds(25));
        var closed = await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events);
        Assert.Contains("said nothing", closed.End.Text, StringComparison.Ordinal);
        Assert.NotNull(closed.ReconnectsIn);
    }

    [Fact]
    public async Task Answers_find_their_queries_in_any_order()
    {
        await using var setup = new ClientSetup();
        var connection = await setup.LogInAsync();
        var (first, second) = (setup.Client.QueryAsync(["bob"]), setup.Client.QueryAsync(["carol"]));

        var asked = new[] { (await connection.NextFrameAsync()).Query, (await connection.NextFrameAsync()).Query };
        foreach (var query in asked.Reverse())
        {
            connection.Say(new ServerFrame
            {
                QueryResult = new QueryResult { RequestId = query.RequestId, Presences = { new Presence { UserId = query.UserIds[0] } } },
            });
        }

        Assert.Equal("bob", (await first).Presences[0].UserId);
        Assert.Equal("carol", (await second).Presences[0].UserId);
    }

    [Fact]
    public async Task Query_fails_when_the_connection_ends_when_no_answer_comes_and_when_there_is_no_connection()
    {
        await using var setup = new ClientSetup(options => options with { RequestTimeout = TimeSpan.FromSeconds(9) });
        await Assert.ThrowsAsync<IOException>(() => setup.Client.QueryAsync(["bob"]));
        var connection = await setup.LogInAsync();

        var unanswered = setup.Client.QueryAsync(["bob"]);
        await setup.Clock.ElapseAsync(TimeSpan.FromSeconds(9));
        await Assert.ThrowsAsync<TimeoutException>(() => unanswered);

        var cut = setup.Client.QueryAsync(["bob"]);
        connection.Close();
        await Assert.ThrowsAsync<IOException>(() => cut.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Query_is_bounded_in_users_and_in_number()
    {
        await using var setup = new ClientSetup(options => options with { RequestsInFlightMax = 1 });
        await setup.LogInAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => setup.Client.QueryAsync([]));
        await Assert.ThrowsAsync<ArgumentException>(() => setup.Client.QueryAsync(Enumerable.Repeat("u", FrameLimits.QueryUserIdsMax + 1)));
        var waiting = setup.Client.QueryAsync(["bob"]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => setup.Client.QueryAsync(["carol"]));
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Custom_status_is_set_when_the_gateway_says_so()
    {
        await using var setup = new ClientSetup();
        var connection = await setup.LogInAsync();
        var setting = setup.Client.SetCustomStatusAsync("busy");

        var asked = (await connection.NextFrameAsync()).SetCustomStatus;
        Assert.Equal("busy", asked.Text);
        Assert.False(setting.IsCompleted);
        connection.Say(new ServerFrame { CustomStatusResult = new CustomStatusResult { RequestId = asked.RequestId } });

        await setting.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_000)]
    public async Task Refused_requests_fail_with_the_gateways_reason_and_the_client_stays(int retryAfterMs)
    {
        await using var setup = new ClientSetup();
        var connection = await setup.LogInAsync();
        var (setting, query) = (setup.Client.SetCustomStatusAsync("busy"), setup.Client.QueryAsync(["bob"]));

        foreach (var frame in new[] { await connection.NextFrameAsync(), await connection.NextFrameAsync() })
        {
            var id = frame.SetCustomStatus?.RequestId ?? frame.Query.RequestId;
            connection.Say(new ServerFrame
            {
                RequestRefused = new RequestRefused { RequestId = id, Code = 60007, Text = "No.", RetryAfterMs = (uint)retryAfterMs },
            });
        }

        TimeSpan? retryAfter = retryAfterMs == 0 ? null : TimeSpan.FromMilliseconds(retryAfterMs);
        foreach (var refused in new[] { setting, query })
        {
            var refusal = await Assert.ThrowsAsync<RequestRefusedException>(() => refused.WaitAsync(TimeSpan.FromSeconds(10)));
            Assert.Equal((60007u, "No. (60007)"), (refusal.Code, refusal.Message));
            Assert.Equal(retryAfter, refusal.RetryAfter);
        }

        await AnsweredAsync(setup, connection);
    }

    [Fact]
    public async Task Logout_is_said_confirmed_and_final()
    {
        await using var setup = new ClientSetup();
        var connection = await setup.LogInAsync();
        var logout = setup.Client.LogoutAsync();

        Assert.Equal(ClientFrame.KindOneofCase.Logout, (await connection.NextFrameAsync()).KindCase);
        connection.Close();

        Assert.True(await logout.WaitAsync(TimeSpan.FromSeconds(10)));
        var closed = await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events);
        Assert.Same(CloseCode.LoggedOut, closed.End.CloseCode);
        Assert.Null(closed.ReconnectsIn);
    }

    [Fact]
    public async Task Logout_that_nobody_confirms_stops_the_client_and_says_so()
    {
        await using var setup = new ClientSetup(options => options with { LogoutTimeout = TimeSpan.FromSeconds(3) });
        await setup.LogInAsync();
        var logout = setup.Client.LogoutAsync();

        await setup.Clock.ElapseAsync(TimeSpan.FromSeconds(3));

        Assert.False(await logout.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Null((await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events)).ReconnectsIn);
    }

    [Fact]
    public async Task Disposed_client_closes_without_a_logout_and_ends_its_events()
    {
        var setup = new ClientSetup();
        var connection = await setup.LogInAsync();

        await setup.Client.DisposeAsync();
        await setup.Client.DisposeAsync();

        Assert.True(connection.IsDisposed);
        Assert.Null((await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events)).ReconnectsIn);
        Assert.False(await setup.Events.MoveNextAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => setup.Client.LoginAsync());
    }

    [Fact]
    public void Wrong_options_are_refused_with_every_fault()
    {
        var wrong = ClientSetup.Options(TimeProvider.System) with
        {
            Gateway = new Uri("http://example.org"),
            LoginTimeout = TimeSpan.Zero,
            ReconnectDelay = TimeSpan.FromHours(2),
            EventsKeptMax = 0,
            ClientVersion = new string('v', FrameLimits.VersionBytesMax + 1),
            OsVersion = "昼休み",
        };

        Assert.Equal(6, wrong.Faults().Count());
        var refused = Assert.Throws<ArgumentException>(() => new PresenceClient(wrong));
        Assert.All(wrong.Faults(), fault => Assert.Contains(fault, refused.Message, StringComparison.Ordinal));
    }

    // An answered query proves that the frames before it were received.
    private static async Task AnsweredAsync(ClientSetup setup, FakeConnection connection)
    {
        var query = setup.Client.QueryAsync(["bob"]);
        var asked = await connection.NextFrameAsync();
        connection.Say(new ServerFrame { QueryResult = new QueryResult { RequestId = asked.Query.RequestId } });
        await query.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
