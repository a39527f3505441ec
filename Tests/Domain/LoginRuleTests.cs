using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

/// <summary>Takeovers, repeats and the few logins that are refused.</summary>
public sealed class LoginRuleTests
{
    private readonly Story _story = new(Story.Dual);

    [Fact]
    public void Same_device_that_logs_in_by_hand_takes_its_place_without_a_kick()
    {
        _story.Login(Platform.Android);
        var before = _story.SessionOf(Platform.Android);
        _story.Advance(TimeSpan.FromMinutes(1));

        var transition = _story.Login(Platform.Android);

        var after = _story.SessionOf(Platform.Android);
        Assert.Equal((before.Since, before.Epoch + 1), (after.Since, after.Epoch));
        Assert.Equal((_story.Now, _story.Now), (after.LoginAt, after.Id.LoginAt));
        var closed = Assert.Single(transition.Effects.OfType<PresenceEffect.CloseSession>());
        Assert.Equal((before, SessionEndReason.TakenOver, null), (closed.Session, closed.Reason, closed.By));
        Assert.Empty(transition.State.PushedOut);
        Assert.Empty(Assert.Single(transition.Effects.OfType<PresenceEffect.PublishEvent>()).Event.PushedOut);
    }

    [Theory]
    [InlineData(false, "first", "third")]
    [InlineData(true, "second", "third")]
    public void Known_device_that_logs_in_by_hand_is_the_last_in_the_order_of_eviction_and_one_that_resumes_keeps_its_place(
        bool resumes, params string[] left)
    {
        _story.Rules = new PresenceRules { LoginPolicy = new LoginPolicy(LoginPolicyKind.Dual, InstanceCaps.Same(2)) };
        foreach (var device in (string[])["first", "second", "first", "third"])
        {
            var known = _story.State.Sessions.FirstOrDefault(session => session.DeviceId == device);
            _story.Happen(_story.NewLogin(Platform.Android, device) with { ResumedSession = resumes ? known?.Id : null });
            _story.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(left, _story.State.Sessions.Select(session => session.DeviceId));
    }

    [Fact]
    public void Device_that_resumes_a_session_from_before_its_own_login_by_hand_is_refused()
    {
        _story.Login(Platform.Windows);
        var first = _story.SessionOf(Platform.Windows).Id;
        _story.Advance(TimeSpan.FromMinutes(1));
        _story.Happen(_story.NewLogin(Platform.Windows) with { Attempt = 9 });

        var resumed = _story.Happen(_story.NewLogin(Platform.Windows) with { ResumedSession = first });

        var refused = Assert.IsType<PresenceOutcome.AlreadyPushedOut>(resumed.Outcome);
        Assert.Equal((SessionEndReason.TakenOver, 9UL), (refused.Reason, refused.ByAttempt));
    }

    [Fact]
    public void Late_close_of_a_connection_that_was_taken_over_changes_nothing()
    {
        _story.Login(Platform.Android);
        var old = _story.SessionOf(Platform.Android).Connection;
        var takeover = _story.Login(Platform.Android);

        var late = _story.Happen(new PresenceEvent.ConnectionEnded(old, SessionEndReason.Closed));

        Assert.Same(takeover.State, late.State);
        Assert.Empty(late.Effects);
    }

    [Fact]
    public void Repeated_login_of_one_connection_gets_the_same_answer_and_changes_nothing()
    {
        var login = _story.NewLogin(Platform.Web);
        var first = _story.Happen(login);
        var second = _story.Happen(login);

        Assert.Equal(first.Outcome, second.Outcome);
        Assert.Same(first.State, second.State);
        Assert.Empty(second.Effects);
    }

    [Fact]
    public void Repeated_login_whose_session_was_replaced_meanwhile_does_not_push_the_winner_out()
    {
        var login = _story.NewLogin(Platform.Android);
        _story.Happen(login);
        _story.Login(Platform.IPhone);

        var repeated = _story.Happen(login);

        Assert.Equal(["iPhone Online"], _story.Devices);
        var refused = Assert.IsType<PresenceOutcome.AlreadyPushedOut>(repeated.Outcome);
        Assert.Equal((SessionEndReason.Replaced, Platform.IPhone), (refused.Reason, refused.By));
    }

    [Fact]
    public void Repeated_login_of_a_connection_that_has_closed_does_not_bring_it_back()
    {
        var login = _story.NewLogin(Platform.Android);
        _story.Happen(login);
        _story.End(Platform.Android, SessionEndReason.Closed);

        var repeated = _story.Happen(login);

        Assert.Equal(["Android PushOnline"], _story.Devices);
        Assert.IsType<PresenceOutcome.AlreadyPushedOut>(repeated.Outcome);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, true)]
    [InlineData(500, 0, false)]
    [InlineData(999, 1, true)]
    public void Credential_of_the_second_of_a_kick_is_refused_and_of_the_next_accepted(
        int millisecondsOfKick, int secondsOfIssue, bool isAccepted)
    {
        var second = _story.Now;
        _story.Login(Platform.Android);
        _story.Advance(TimeSpan.FromMilliseconds(millisecondsOfKick));
        _story.Kick(revokes: true);

        var login = _story.NewLogin(Platform.Android) with { CredentialIssuedAt = second.AddSeconds(secondsOfIssue) };
        var transition = _story.Happen(login);

        Assert.Equal(isAccepted ? typeof(PresenceOutcome.Admitted) : typeof(PresenceOutcome.CredentialRevoked), transition.Outcome.GetType());
        Assert.Equal(isAccepted ? PresenceStatus.Online : PresenceStatus.Offline, _story.Status);
    }

    [Fact]
    public void Revocation_never_moves_back_when_the_silos_clocks_differ()
    {
        _story.Login(Platform.Android);
        _story.Kick(revokes: true);
        var revokedAt = _story.State.CredentialsRevokedAt;
        _story.Advance(TimeSpan.FromSeconds(-3));
        _story.Kick(revokes: true);
        _story.Happen(new PresenceEvent.AccountDeleted(_story.Now));

        Assert.Equal(revokedAt, _story.State.CredentialsRevokedAt);
    }

    [Fact]
    public void Device_that_resumes_a_replaced_session_is_told_and_one_that_logs_in_by_hand_is_admitted()
    {
        _story.Login(Platform.Android);
        var lost = _story.SessionOf(Platform.Android);
        _story.Login(Platform.IPhone);

        var resumed = _story.Happen(_story.NewLogin(Platform.Android) with { ResumedSession = lost.Id });
        Assert.Equal(["iPhone Online"], _story.Devices);
        var refused = Assert.IsType<PresenceOutcome.AlreadyPushedOut>(resumed.Outcome);
        Assert.Equal((SessionEndReason.Replaced, Platform.IPhone), (refused.Reason, refused.By));

        var manual = _story.Login(Platform.Android);
        Assert.IsType<PresenceOutcome.Admitted>(manual.Outcome);
        Assert.Equal(["Android Online"], _story.Devices);
    }

    [Fact]
    public void Device_that_resumes_after_the_retention_is_admitted()
    {
        _story.Login(Platform.Android);
        var lost = _story.SessionOf(Platform.Android);
        _story.Kick(new KickScope.OneSession(lost.Id));
        _story.Advance(TimeSpan.FromDays(7));

        var resumed = _story.Happen(_story.NewLogin(Platform.Android) with { ResumedSession = lost.Id });

        Assert.IsType<PresenceOutcome.Admitted>(resumed.Outcome);
    }

    [Fact]
    public void PushOnline_phone_that_resumes_is_Online_with_the_same_session()
    {
        _story.Login(Platform.Android);
        var before = _story.SessionOf(Platform.Android);
        _story.End(Platform.Android, SessionEndReason.TimedOut);

        var transition = _story.Happen(_story.NewLogin(Platform.Android) with { ResumedSession = before.Id });

        Assert.Equal(before.Id, _story.SessionOf(Platform.Android).Id);
        Assert.DoesNotContain(transition.Effects, effect => effect is PresenceEffect.CloseSession);
        Assert.Null(Assert.Single(transition.Effects.OfType<PresenceEffect.ArmDeadline>()).At);
    }

    [Fact]
    public void Client_of_a_session_is_that_of_the_latest_login()
    {
        var phone = new ClientInfo { Address = "203.0.113.7", Port = 50_000, ClientVersion = "1.0", OsVersion = "Android 14" };
        var elsewhere = new ClientInfo { Address = "198.51.100.9", Port = 40_000 };
        _story.Happen(_story.NewLogin(Platform.Android) with { Client = phone });
        _story.End(Platform.Android, SessionEndReason.Closed);
        Assert.Equal(phone, _story.SessionOf(Platform.Android).Client);

        var session = _story.SessionOf(Platform.Android).Id;
        var resumed = _story.Happen(_story.NewLogin(Platform.Android) with { Client = elsewhere, ResumedSession = session });
        var happened = Assert.Single(resumed.Effects.OfType<PresenceEffect.PublishEvent>()).Event;
        Assert.Equal(elsewhere, Assert.Single(happened.Sessions).Client);
        Assert.Equal(elsewhere, _story.SessionOf(Platform.Android).Client);

        _story.Login(Platform.Android);
        Assert.Null(_story.SessionOf(Platform.Android).Client);
    }

    [Fact]
    public void Clients_are_equal_when_their_features_are_the_same_in_the_same_order()
    {
        Assert.Equal(new ClientInfo { Port = 1, Features = ["a", "b"] }, new ClientInfo { Port = 1, Features = ["a", "b"] });
        Assert.NotEqual(new ClientInfo { Features = ["a", "b"] }, new ClientInfo { Features = ["b", "a"] });
        Assert.NotEqual(new ClientInfo { Features = ["a"] }, new ClientInfo { OsVersion = "a", Features = ["a"] });
    }
}
