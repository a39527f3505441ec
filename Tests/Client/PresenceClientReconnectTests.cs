using PresenceCluster.Client;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Client;

public sealed class PresenceClientReconnectTests
{
    [Fact]
    public async Task Lost_connection_is_opened_again_after_the_back_off_and_resumes_the_session()
    {
        await using var setup = new ClientSetup();
        var connection = await setup.LogInAsync();

        connection.Close();
        var closed = await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events);
        Assert.Equal(TimeSpan.FromMilliseconds(500), closed.ReconnectsIn);
        Assert.True(connection.IsDisposed);
        Assert.Equal(1, setup.Gateway.Attempts);

        await setup.Clock.ElapseAsync(TimeSpan.FromMilliseconds(500));
        var (_, login) = await setup.Gateway.AdmitAsync("s2");
        Assert.Equal("s1", login.ResumeSession);
        Assert.Equal("s2", (await Expect.NextAsync<PresenceClientEvent.LoggedIn>(setup.Events)).SessionId);
    }

    [Fact]
    public async Task Back_off_grows_while_the_gateway_is_down_and_starts_afresh_after_a_login()
    {
        await using var setup = new ClientSetup();
        var connection = await setup.LogInAsync();

        setup.Gateway.IsDown = true;
        connection.Close();
        foreach (var expected in new[] { 500, 1_000, 2_000, 4_000 })
        {
            Assert.Equal(TimeSpan.FromMilliseconds(expected), (await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events)).ReconnectsIn);
            setup.Gateway.IsDown = expected < 4_000;
            await setup.Clock.ElapseAsync(TimeSpan.FromMilliseconds(expected));
        }

        (connection, _) = await setup.Gateway.AdmitAsync();
        await Expect.NextAsync<PresenceClientEvent.LoggedIn>(setup.Events);
        connection.Close();
        Assert.Equal(TimeSpan.FromMilliseconds(500), (await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events)).ReconnectsIn);
    }

    [Fact]
    public async Task Kicked_client_stops_and_a_login_by_hand_does_not_resume()
    {
        await using var setup = new ClientSetup();
        var connection = await setup.LogInAsync();

        connection.Say(new ServerFrame { Kicked = new Kicked { Code = 4020, Text = "Another device logged in.", ByPlatform = "iPhone" } });
        Assert.Equal(
            new PresenceClientEvent.Kicked(4020, "Another device logged in.", "iPhone"),
            await Expect.NextAsync<PresenceClientEvent.Kicked>(setup.Events));
        var closed = await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events);
        Assert.Same(CloseCode.Replaced, closed.End.CloseCode);
        Assert.Null(closed.ReconnectsIn);

        setup.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, setup.Gateway.Attempts);

        var again = setup.Client.LoginAsync();
        var (_, login) = await setup.Gateway.AdmitAsync("s2");
        Assert.Equal("", login.ResumeSession);
        Assert.IsType<PresenceClientEvent.LoggedIn>(await again);
    }

    [Fact]
    public async Task Reconnect_of_a_session_that_was_pushed_out_meanwhile_ends_there()
    {
        await using var setup = new ClientSetup();
        (await setup.LogInAsync()).Close();
        await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events);
        await setup.Clock.ElapseAsync(TimeSpan.FromMilliseconds(500));

        var connection = await setup.Gateway.NextConnectionAsync();
        await connection.NextFrameAsync();
        connection.Say(new ServerFrame { Kicked = new Kicked { Code = 4020 } });

        await Expect.NextAsync<PresenceClientEvent.Kicked>(setup.Events);
        Assert.Null((await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events)).ReconnectsIn);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    [InlineData(0, false)]
    public async Task Client_resumes_when_a_login_that_it_had_given_up_took_its_session_over(int byOtherAttempt, bool isResumed)
    {
        await using var setup = new ClientSetup();
        var login = setup.Client.LoginAsync();
        var (connection, first) = await setup.Gateway.AdmitAsync("s1");
        await login;
        await Expect.NextAsync<PresenceClientEvent.LoggedIn>(setup.Events);

        connection.Say(new ServerFrame
        {
            Kicked = new Kicked
            {
                Code = (uint)CloseCode.TakenOver.Number,
                ByAttempt = byOtherAttempt == 0 ? 0 : (ulong)((long)first.Attempt + byOtherAttempt),
            },
        });

        await Expect.NextAsync<PresenceClientEvent.Kicked>(setup.Events);
        var closed = await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events);
        Assert.Equal(isResumed, closed.ReconnectsIn is not null);
        if (!isResumed)
            return;
        await setup.Clock.ElapseAsync(TimeSpan.FromMilliseconds(500));
        var (_, second) = await setup.Gateway.AdmitAsync("s1");
        Assert.Equal("s1", second.ResumeSession);
        Assert.True(second.Attempt > first.Attempt, $"{second.Attempt} follows {first.Attempt}.");
    }

    [Fact]
    public async Task Go_away_is_honoured_with_its_delay()
    {
        await using var setup = new ClientSetup();
        var connection = await setup.LogInAsync();

        connection.Say(new ServerFrame { GoAway = new GoAway { Code = 4040, ReconnectAfterMs = 3_000 } });

        Assert.Equal(TimeSpan.FromSeconds(3), (await Expect.NextAsync<PresenceClientEvent.GoAway>(setup.Events)).ReconnectAfter);
        var closed = await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events);
        Assert.Equal((4040, TimeSpan.FromMilliseconds(3_500)), (closed.End.Code, closed.ReconnectsIn));
    }

    [Fact]
    public async Task Connection_that_was_told_to_go_is_left_only_after_the_next_login()
    {
        await using var setup = new ClientSetup();
        var old = await setup.LogInAsync();
        old.Say(new ServerFrame { GoAway = new GoAway { Code = 4040, ReconnectAfterMs = 3_000 } });
        await Expect.NextAsync<PresenceClientEvent.GoAway>(setup.Events);
        await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events);
        await setup.Clock.ElapseAsync(TimeSpan.FromMilliseconds(3_500));

        var connection = await setup.Gateway.NextConnectionAsync();
        var login = (await connection.NextFrameAsync()).Login;
        Assert.Equal("s1", login.ResumeSession);
        Assert.False(old.IsDisposed, "The old connection was closed before the new login.");

        connection.Say(new ServerFrame
        {
            LoginResult = new LoginResult { SessionId = "s1", Epoch = 2, HeartbeatIntervalMs = 120_000, HeartbeatTimeoutMs = 400_000 },
        });
        await Expect.NextAsync<PresenceClientEvent.LoggedIn>(setup.Events);
        await Eventually.IsTrueAsync(() => Task.FromResult(old.IsDisposed), "the old connection is closed");
    }

    [Fact]
    public async Task Client_that_is_disposed_on_its_way_to_another_gateway_closes_the_old_connection()
    {
        await using var setup = new ClientSetup();
        var old = await setup.LogInAsync();
        old.Say(new ServerFrame { GoAway = new GoAway { Code = 4040, ReconnectAfterMs = 3_000 } });
        await Expect.NextAsync<PresenceClientEvent.GoAway>(setup.Events);
        await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events);

        await setup.Client.DisposeAsync();

        Assert.True(old.IsDisposed);
    }

    [Fact]
    public async Task Login_that_is_refused_for_good_is_the_outcome_of_the_login()
    {
        await using var setup = new ClientSetup();
        var login = setup.Client.LoginAsync();
        var connection = await setup.Gateway.NextConnectionAsync();
        await connection.NextFrameAsync();
        connection.Say(new ServerFrame { Error = new Error { Code = 4010, Text = "No." } });

        var closed = Assert.IsType<PresenceClientEvent.Closed>(await login.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal((4010, "No.", null), (closed.End.Code, closed.End.Text, closed.ReconnectsIn));
    }

    [Fact]
    public async Task Login_that_is_not_answered_is_tried_again()
    {
        await using var setup = new ClientSetup(options => options with { LoginTimeout = TimeSpan.FromSeconds(7) });
        var login = setup.Client.LoginAsync();
        var connection = await setup.Gateway.NextConnectionAsync();
        await connection.NextFrameAsync();

        await setup.Clock.ElapseAsync(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromMilliseconds(500), (await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events)).ReconnectsIn);
        await setup.Clock.ElapseAsync(TimeSpan.FromMilliseconds(500));
        await setup.Gateway.AdmitAsync();
        Assert.IsType<PresenceClientEvent.LoggedIn>(await login.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Credential_that_cannot_be_had_is_asked_for_again()
    {
        var asked = 0;
        await using var setup = new ClientSetup(options => options with
        {
            Credential = _ => asked++ == 0 ? throw new HttpRequestException("back end down") : ValueTask.FromResult<Credential>(new Credential.Jwt("token")),
        });
        var login = setup.Client.LoginAsync();

        Assert.Contains("back end down", (await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events)).End.Text, StringComparison.Ordinal);
        await setup.Clock.ElapseAsync(TimeSpan.FromMilliseconds(500));
        var (_, frame) = await setup.Gateway.AdmitAsync();
        Assert.Equal("token", frame.Jwt);
        await login.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Cancelled_login_stops_the_attempts()
    {
        await using var setup = new ClientSetup();
        setup.Gateway.IsDown = true;
        using var cancelling = new CancellationTokenSource();
        var login = setup.Client.LoginAsync(cancelling.Token);
        await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => login.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Null((await Expect.NextAsync<PresenceClientEvent.Closed>(setup.Events)).ReconnectsIn);
        setup.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, setup.Gateway.Attempts);
    }
}
