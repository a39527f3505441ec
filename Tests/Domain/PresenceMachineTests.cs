using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

/// <summary>One test for each sentence of the seed about the status, and for the contract's where the seed refers to it.</summary>
public sealed class PresenceMachineTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly Story _story = new(Story.Dual);

    [Fact]
    public void Nobody_logged_in_is_Offline() => Assert.Equal(PresenceStatus.Offline, _story.Status);

    [Theory]
    [InlineData(Platform.Android)]
    [InlineData(Platform.IPhone)]
    [InlineData(Platform.IPad)]
    [InlineData(Platform.HarmonyOS)]
    [InlineData(Platform.Windows)]
    [InlineData(Platform.Mac)]
    [InlineData(Platform.Linux)]
    [InlineData(Platform.Web)]
    [InlineData(Platform.MiniProgram)]
    public void Login_is_Online(Platform platform)
    {
        _story.Login(platform);

        Assert.Equal(PresenceStatus.Online, _story.Status);
        Assert.True(_story.State.IsRegistered);
    }

    [Theory]
    [InlineData(Platform.Android, SessionEndReason.Closed, PresenceStatus.PushOnline)]
    [InlineData(Platform.IPhone, SessionEndReason.TimedOut, PresenceStatus.PushOnline)]
    [InlineData(Platform.IPad, SessionEndReason.GatewayLost, PresenceStatus.PushOnline)]
    [InlineData(Platform.HarmonyOS, SessionEndReason.Closed, PresenceStatus.PushOnline)]
    [InlineData(Platform.Windows, SessionEndReason.Closed, PresenceStatus.Offline)]
    [InlineData(Platform.Mac, SessionEndReason.Closed, PresenceStatus.Offline)]
    [InlineData(Platform.Linux, SessionEndReason.TimedOut, PresenceStatus.Offline)]
    [InlineData(Platform.Web, SessionEndReason.Closed, PresenceStatus.Offline)]
    [InlineData(Platform.Web, SessionEndReason.TimedOut, PresenceStatus.Offline)]
    [InlineData(Platform.MiniProgram, SessionEndReason.Closed, PresenceStatus.Offline)]
    [InlineData(Platform.MiniProgram, SessionEndReason.GatewayLost, PresenceStatus.Offline)]
    [InlineData(Platform.Android, SessionEndReason.LoggedOut, PresenceStatus.Offline)]
    [InlineData(Platform.Web, SessionEndReason.LoggedOut, PresenceStatus.Offline)]
    public void End_of_the_only_connection_is_as_the_seed_says(Platform platform, SessionEndReason reason, PresenceStatus expected)
    {
        _story.Login(platform);

        var transition = _story.End(platform, reason);

        Assert.Equal(expected, _story.Status);
        Assert.DoesNotContain(transition.Effects, effect => effect is PresenceEffect.CloseSession);
    }

    [Fact]
    public void Mac_killed_app_is_PushOnline_only_when_the_app_is_set_so()
    {
        _story.Rules = Story.Dual with { MacKeepsPushOnline = true };
        _story.Login(Platform.Mac);
        _story.End(Platform.Mac, SessionEndReason.Closed);

        Assert.Equal(["Mac PushOnline"], _story.Devices);
    }

    [Fact]
    public void Logout_leaves_the_other_device_alone()
    {
        _story.Login(Platform.Android);
        _story.Login(Platform.Web);

        _story.End(Platform.Android, SessionEndReason.LoggedOut);

        Assert.Equal(["Web Online"], _story.Devices);
    }

    [Fact]
    public void Phone_PushOnline_beside_a_desktop_Online_is_Online()
    {
        _story.Rules = new PresenceRules { LoginPolicy = new LoginPolicy(LoginPolicyKind.Triple, new InstanceCaps()) };
        _story.Login(Platform.IPhone);
        _story.Login(Platform.Windows);
        _story.End(Platform.IPhone, SessionEndReason.Closed);

        Assert.Equal(["iPhone PushOnline", "Windows Online"], _story.Devices);
        Assert.Equal(PresenceStatus.Online, _story.Status);

        _story.End(Platform.Windows, SessionEndReason.Closed);
        Assert.Equal(PresenceStatus.PushOnline, _story.Status);
    }

    [Fact]
    public void PushOnline_decays_at_seven_days_and_not_a_tick_before()
    {
        _story.Login(Platform.Android);
        _story.End(Platform.Android, SessionEndReason.Closed);

        _story.Advance(Week - Tick);
        var early = _story.Happen(new PresenceEvent.DeadlineReached());
        Assert.Equal(PresenceStatus.PushOnline, _story.Status);
        Assert.Empty(early.Effects);

        _story.Advance(Tick);
        var due = _story.Happen(new PresenceEvent.DeadlineReached());
        Assert.Equal(PresenceStatus.Offline, _story.Status);
        Assert.Equal(StatusAction.Decay, Assert.Single(due.Effects.OfType<PresenceEffect.PublishEvent>()).Event.Action);
        Assert.Null(Assert.Single(due.Effects.OfType<PresenceEffect.ArmDeadline>()).At);
    }

    [Fact]
    public void Close_of_a_phone_arms_the_seven_day_deadline()
    {
        _story.Login(Platform.Android);

        var transition = _story.End(Platform.Android, SessionEndReason.TimedOut);

        Assert.Equal(_story.Now + Week, Assert.Single(transition.Effects.OfType<PresenceEffect.ArmDeadline>()).At);
    }

    [Fact]
    public void Login_on_day_six_starts_the_seven_days_anew()
    {
        _story.Login(Platform.Android);
        _story.End(Platform.Android, SessionEndReason.Closed);
        _story.Advance(TimeSpan.FromDays(6));
        _story.Login(Platform.Android);
        _story.End(Platform.Android, SessionEndReason.Closed);

        _story.Advance(Week - Tick);
        _story.Happen(new PresenceEvent.DeadlineReached());
        Assert.Equal(PresenceStatus.PushOnline, _story.Status);

        _story.Advance(Tick);
        _story.Happen(new PresenceEvent.DeadlineReached());
        Assert.Equal(PresenceStatus.Offline, _story.Status);
    }

    [Fact]
    public void Kicked_phone_is_never_PushOnline_not_even_when_its_close_comes_late()
    {
        _story.Login(Platform.Android);
        var connection = _story.SessionOf(Platform.Android).Connection;
        var kicked = _story.Kick();
        var late = _story.Happen(new PresenceEvent.ConnectionEnded(connection, SessionEndReason.Closed));

        Assert.Equal(PresenceStatus.Offline, _story.Status);
        Assert.Equal(SessionEndReason.Kicked, Assert.Single(kicked.Effects.OfType<PresenceEffect.CloseSession>()).Reason);
        Assert.Same(kicked.State, late.State);
        Assert.IsType<PresenceOutcome.Unchanged>(late.Outcome);
    }

    [Fact]
    public void Replaced_phone_is_never_PushOnline()
    {
        _story.Login(Platform.Android);
        var connection = _story.SessionOf(Platform.Android).Connection;
        _story.Login(Platform.IPhone);
        _story.Happen(new PresenceEvent.ConnectionEnded(connection, SessionEndReason.Closed));

        Assert.Equal(["iPhone Online"], _story.Devices);
    }

    [Fact]
    public void Kick_of_Web_leaves_the_mini_program()
    {
        _story.Rules = new PresenceRules { LoginPolicy = new LoginPolicy(LoginPolicyKind.Dual, InstanceCaps.Same(2)) };
        _story.Login(Platform.Web);
        _story.Login(Platform.MiniProgram);

        _story.Kick(new KickScope.OnPlatform(Platform.Web));

        Assert.Equal(["MiniProgram Online"], _story.Devices);
    }

    [Fact]
    public void Policy_change_keeps_who_is_online_until_it_is_enforced()
    {
        _story.Rules = new PresenceRules { LoginPolicy = new LoginPolicy(LoginPolicyKind.Multi, new InstanceCaps()) };
        _story.Login(Platform.Android);
        _story.Login(Platform.Windows);
        _story.Rules = new PresenceRules { LoginPolicy = new LoginPolicy(LoginPolicyKind.Single, new InstanceCaps()) };
        _story.Happen(new PresenceEvent.DeadlineReached());
        Assert.Equal(["Android Online", "Windows Online"], _story.Devices);

        var enforced = _story.Happen(new PresenceEvent.PolicyEnforced());

        Assert.Equal(["Windows Online"], _story.Devices);
        Assert.Equal(SessionEndReason.PolicyChanged, Assert.Single(enforced.Effects.OfType<PresenceEffect.CloseSession>()).Reason);
    }

    [Fact]
    public void Custom_status_is_cleared_when_the_user_leaves_Online()
    {
        _story.Login(Platform.Android);
        _story.Happen(new PresenceEvent.CustomStatusSet(_story.SessionOf(Platform.Android).Connection, "at lunch", _story.Now));
        Assert.Equal("at lunch", _story.State.CustomStatus);

        _story.End(Platform.Android, SessionEndReason.Closed);

        Assert.Equal("", _story.State.CustomStatus);
    }

    [Fact]
    public void Deleted_sessions_are_remembered_although_somebody_logs_in_anew()
    {
        _story.Login(Platform.Android);
        var deleted = _story.SessionOf(Platform.Android);

        _story.Happen(new PresenceEvent.AccountDeleted(_story.Now));
        _story.Advance(TimeSpan.FromSeconds(2));
        _story.Login(Platform.Web);

        Assert.Equal(["Web Online"], _story.Devices);
        Assert.Equal((deleted.Id, SessionEndReason.AccountDeleted), _story.State.PushedOut.Select(ended => (ended.Id, ended.Reason)).Single());
    }

    [Fact]
    public void Tombstone_is_forgotten_by_a_deadline_and_never_by_a_login()
    {
        _story.Login(Platform.Android);
        _story.Happen(new PresenceEvent.AccountDeleted(_story.Now));
        var versionOfTombstone = _story.State.Version;
        _story.Advance(Week);

        var forgotten = PresenceMachine.Apply(_story.State, new PresenceEvent.DeadlineReached(), _story.Rules, _story.Now);
        var revived = _story.Login(Platform.Android);

        Assert.Same(UserPresence.Unknown, forgotten.State);
        Assert.Single(forgotten.Effects.OfType<PresenceEffect.Forget>());
        Assert.Empty(revived.Effects.OfType<PresenceEffect.Forget>());
        Assert.Equal(versionOfTombstone + 1, revived.State.Version);
    }

    [Fact]
    public void Decay_that_nobody_ticked_comes_before_the_login_as_an_event_of_its_own()
    {
        _story.Login(Platform.Android);
        _story.End(Platform.Android, SessionEndReason.Closed);
        _story.Advance(Week);

        var transition = _story.Login(Platform.Web);

        Assert.Equal(["Web Online"], _story.Devices);
        Assert.Equal(
            [(3L, StatusAction.Decay), (4L, StatusAction.Login)],
            transition.Effects.OfType<PresenceEffect.PublishEvent>().Select(effect => (effect.Event.Version, effect.Event.Action)));
    }
}
