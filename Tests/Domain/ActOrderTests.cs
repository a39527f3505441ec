using CsCheck;
using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

/// <summary>The act that was requested later wins, in whatever order the calls arrive.</summary>
public sealed class ActOrderTests
{
    private static readonly PresenceRules Single = new() { LoginPolicy = new LoginPolicy(LoginPolicyKind.Single, new InstanceCaps()) };

    private readonly Story _story = new(Story.Dual);
    private readonly GatewayId _other = new("10.0.0.2:11111@1");

    [Theory]
    [InlineData(Platform.Android, 1, SessionEndReason.Closed, null)]
    [InlineData(Platform.IPhone, 1, SessionEndReason.Replaced, Platform.IPhone)]
    [InlineData(Platform.IPhone, 30_000, SessionEndReason.Replaced, Platform.IPhone)]
    [InlineData(Platform.IPhone, 31_000, null, null)]
    public void Login_that_another_gateway_was_asked_for_later_stays(Platform newerPlatform, int milliseconds, SessionEndReason? reason, Platform? by)
    {
        var late = _story.NewLogin(Platform.Android);
        _story.Advance(TimeSpan.FromMilliseconds(milliseconds));
        var newer = _story.NewLogin(newerPlatform, gateway: _other);
        _story.Happen(newer);

        var refused = _story.Happen(late).Outcome as PresenceOutcome.AlreadyPushedOut;

        Assert.Equal((reason, by), (refused?.Reason, refused?.By));
        Assert.Equal(reason is null ? late.Connection : newer.Connection, Assert.Single(_story.State.Sessions).Connection);
    }

    [Fact]
    public void One_gateway_orders_its_logins_exactly()
    {
        var late = _story.NewLogin(Platform.Android);
        _story.Happen(_story.NewLogin(Platform.IPhone));

        Assert.Equal(new PresenceOutcome.AlreadyPushedOut(SessionEndReason.Replaced, Platform.IPhone), _story.Happen(late).Outcome);
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    public void Times_of_a_clock_that_is_being_corrected_order_nothing_but_the_acts_of_their_gateway(bool isExact, bool isOtherExact, bool isAdmitted)
    {
        var late = _story.NewLogin(Platform.Android);
        _story.Advance(TimeSpan.FromSeconds(5));
        var newer = _story.NewLogin(Platform.IPhone, gateway: _other);
        _story.Happen(newer with { AskedAt = newer.AskedAt with { IsExact = isOtherExact } });

        var outcome = _story.Happen(late with { AskedAt = late.AskedAt with { IsExact = isExact } }).Outcome;

        Assert.Equal(isAdmitted, outcome is PresenceOutcome.Admitted);
        Assert.Single(_story.State.Sessions);
    }

    [Fact]
    public void Barrier_of_a_clock_that_was_ahead_does_not_refuse_the_logins_after_it()
    {
        var ahead = _story.NewLogin(Platform.Windows, gateway: _other);
        _story.Happen(ahead with { AskedAt = new ActTime(ahead.AskedAt.At.AddSeconds(15), IsExact: false) });
        _story.End(Platform.Windows, SessionEndReason.Closed);
        _story.Advance(TimeSpan.FromSeconds(3));
        _story.Login(Platform.Mac);
        _story.End(Platform.Mac, SessionEndReason.Closed);
        _story.Advance(TimeSpan.FromSeconds(3));

        Assert.IsType<PresenceOutcome.Admitted>(_story.Happen(_story.NewLogin(Platform.Windows)).Outcome);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Kick_spares_a_later_login_only_if_both_clocks_are_exact(bool isExact, int left)
    {
        var kickedAt = _story.Now;
        _story.Advance(TimeSpan.FromSeconds(3));
        _story.Happen(_story.NewLogin(Platform.Android, gateway: _other));

        _story.Happen(new PresenceEvent.KickRequested(new KickScope.Everything(), RevokesCredentials: false, new ActTime(kickedAt, isExact)));

        Assert.Equal(left, _story.State.Sessions.Length);
    }

    [Theory]
    [InlineData(7UL, 8UL, true)]
    [InlineData(8UL, 7UL, false)]
    public void Devices_own_count_decides_between_its_logins_whatever_the_clocks_say(ulong attempt, ulong otherAttempt, bool isRefused)
    {
        var login = _story.NewLogin(Platform.Android) with { Attempt = attempt };
        _story.Happen(_story.NewLogin(Platform.Android, gateway: _other) with
        {
            Attempt = otherAttempt,
            AskedAt = _story.Now.AddSeconds(attempt < otherAttempt ? -3 : 3),
        });

        var outcome = _story.Happen(login).Outcome;

        Assert.Equal(
            isRefused ? new PresenceOutcome.AlreadyPushedOut(SessionEndReason.TakenOver, null, otherAttempt) : null,
            outcome as PresenceOutcome.AlreadyPushedOut);
    }

    [Fact]
    public void Device_that_lost_its_count_is_admitted()
    {
        _story.Happen(_story.NewLogin(Platform.Android) with { Attempt = 900 });
        _story.Advance(ActOrder.LatenessMax + TimeSpan.FromSeconds(1));

        Assert.IsType<PresenceOutcome.Admitted>(_story.Happen(_story.NewLogin(Platform.Android) with { Attempt = 1 }).Outcome);
    }

    [Theory]
    [InlineData(Platform.Android)]
    [InlineData(Platform.Windows)]
    [InlineData(Platform.Web)]
    public void Late_login_does_not_come_back_after_the_later_one_has_logged_out(Platform platform)
    {
        var late = _story.NewLogin(platform);
        _story.Advance(TimeSpan.FromSeconds(2));
        _story.Happen(_story.NewLogin(platform, gateway: _other));
        _story.End(platform, SessionEndReason.LoggedOut);

        Assert.IsType<PresenceOutcome.AlreadyPushedOut>(_story.Happen(late).Outcome);
        Assert.Equal(PresenceStatus.Offline, _story.Status);
    }

    [Fact]
    public void Late_kick_of_a_session_spares_the_login_that_was_asked_for_after_it()
    {
        _story.Login(Platform.Android);
        var kick = new PresenceEvent.KickRequested(new KickScope.Everything(), RevokesCredentials: false, _story.Now);
        _story.Advance(TimeSpan.FromSeconds(2));
        _story.Login(Platform.Android);

        Assert.IsType<PresenceOutcome.Unchanged>(_story.Happen(kick).Outcome);
        Assert.IsType<PresenceOutcome.Applied>(_story.Happen(kick with { RevokesCredentials = true }).Outcome);
        Assert.Empty(_story.State.Sessions);
    }

    [Fact]
    public void Late_import_does_not_bring_back_an_account_that_was_deleted_after_it()
    {
        _story.Login(Platform.Android);
        var import = new PresenceEvent.AccountImported(_story.Now);
        _story.Advance(TimeSpan.FromSeconds(2));
        _story.Happen(new PresenceEvent.AccountDeleted(_story.Now));
        _story.Advance(TimeSpan.FromSeconds(2));

        Assert.IsType<PresenceOutcome.Unchanged>(_story.Happen(import).Outcome);
        Assert.IsType<PresenceOutcome.Applied>(_story.Happen(new PresenceEvent.AccountImported(_story.Now)).Outcome);
    }

    [Fact]
    public void Repeated_custom_status_does_not_undo_a_newer_one()
    {
        _story.Login(Platform.Android);
        var connection = _story.SessionOf(Platform.Android).Connection;
        var older = new PresenceEvent.CustomStatusSet(connection, "at lunch", _story.Now);
        _story.Happen(new PresenceEvent.CustomStatusSet(connection, "back", _story.Now.AddTicks(1)));

        _story.Happen(older);

        Assert.Equal("back", _story.State.CustomStatus);
    }

    [Fact]
    public void Credential_of_a_signer_that_is_behind_logs_in_after_a_kick_unless_it_has_before()
    {
        var seen = _story.NewLogin(Platform.Android) with { CredentialIssuedAt = _story.Now.AddSeconds(-4) };
        _story.Happen(seen);
        _story.Kick(revokes: true);

        var again = _story.NewLogin(Platform.Android) with { CredentialIssuedAt = seen.CredentialIssuedAt };
        var older = again with { CredentialIssuedAt = seen.CredentialIssuedAt.AddSeconds(-1) };
        var fresh = _story.NewLogin(Platform.Android) with { CredentialIssuedAt = _story.Now.AddSeconds(-3) };
        Assert.IsType<PresenceOutcome.CredentialRevoked>(_story.Happen(again).Outcome);
        Assert.IsType<PresenceOutcome.CredentialRevoked>(_story.Happen(older).Outcome);
        Assert.IsType<PresenceOutcome.Admitted>(_story.Happen(fresh).Outcome);
    }

    [Fact]
    public void Administrators_credentials_are_revoked_without_a_tolerance()
    {
        _story.Rules = Story.Dual with { SignerLagMax = TimeSpan.Zero };
        _story.Login(Platform.Android);
        _story.Advance(TimeSpan.FromSeconds(5));
        _story.Kick(revokes: true);

        var login = _story.NewLogin(Platform.Android) with { CredentialIssuedAt = _story.Now };
        Assert.Equal(_story.Now, Assert.IsType<PresenceOutcome.CredentialRevoked>(_story.Happen(login).Outcome).RevokedAt);
    }

    /// <summary>
    /// A user acts at two gateways whose clocks differ by less than the pauses between the acts. Some acts are on the same device, which
    /// may count its logins. In every order of arrival, no act takes effect over one that is surely later, and the last one stays.
    /// </summary>
    [Fact]
    public void Any_order_of_arrival_leaves_the_last_login()
        => Gen.Select(
            Gen.Select(Gen.Int[0, 8], Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[1, 3000], Gen.Bool).Array[2, 8],
            Gen.Int[-200, 200],
            Gen.Int[0, int.MaxValue]).Sample(
            (acts, skew, seed) => Arrive(acts, skew, seed), iter: 5_000);

    private void Arrive((int Platform, int Device, int Gateway, int Pause, bool Counts)[] acts, int skew, int seed)
    {
        var now = _story.Now;
        var logins = new List<PresenceEvent.LoginAttempted>();
        foreach (var (platform, device, gateway, pause, counts) in acts)
        {
            // Acts that are closer together than the clocks may count in either order.
            now += TimeSpan.FromMilliseconds(pause + (2 * Math.Abs(skew)));
            logins.Add(_story.NewLogin(Platforms.All[platform], $"d{device}") with
            {
                Connection = new ConnectionRef(gateway == 0 ? Story.Gateway : _other, logins.Count + 1),
                AskedAt = now.AddMilliseconds(gateway == 0 ? 0 : skew),
                CredentialIssuedAt = now,
                Attempt = counts ? (ulong)logins.Count + 1 : 0,
            });
        }

        var random = new Random(seed);
        var state = UserPresence.Unknown;
        foreach (var login in logins.OrderBy(_ => random.Next()).Where(login => now - login.AskedAt.At < ActOrder.LatenessMax))
        {
            var transition = PresenceMachine.Apply(state, login, Single, now);
            var lost = state.Sessions.Except(transition.State.Sessions).Select(session => session.Connection.ConnectionId);
            Assert.All(lost, other => Assert.True(other < login.Connection.ConnectionId, $"{login.Connection.ConnectionId} took the place of {other}"));
            state = transition.State;
        }

        Assert.Equal(logins[^1].Connection, Assert.Single(state.Sessions).Connection);
    }
}
