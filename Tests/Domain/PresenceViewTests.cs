using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

public sealed class PresenceViewTests
{
    private readonly Story _story = new(new PresenceRules { LoginPolicy = new LoginPolicy(LoginPolicyKind.Multi, new InstanceCaps()) });

    [Fact]
    public void Nothing_due_shows_the_stored_state_itself()
    {
        _story.Login(Platform.Android);

        Assert.Same(_story.State, View(_ => false));
    }

    [Fact]
    public void Dead_gateway_shows_mobile_PushOnline_and_the_page_and_the_desktop_not_at_all()
    {
        _story.Login(Platform.Android);
        _story.Login(Platform.Web);
        _story.Login(Platform.MiniProgram);
        _story.Login(Platform.Mac);
        _story.Happen(new PresenceEvent.CustomStatusSet(_story.SessionOf(Platform.Android).Connection, "busy", _story.Now));

        var shown = View(session => session.Connection.Gateway == Story.Gateway);

        Assert.Equal([(Platform.Android, PresenceStatus.PushOnline)], shown.Sessions.Select(session => (session.Platform, session.Status)));
        Assert.Equal(PresenceStatus.PushOnline, shown.Status);
        Assert.Equal("", shown.CustomStatus);
        Assert.Equal(PresenceStatus.Online, _story.Status);
    }

    [Fact]
    public void Dead_gateway_of_one_device_leaves_the_other_Online()
    {
        _story.Login(Platform.Android);
        _story.Login(Platform.Windows);
        _story.Happen(new PresenceEvent.CustomStatusSet(_story.SessionOf(Platform.Windows).Connection, "busy", _story.Now));

        var shown = View(session => session.Platform == Platform.Android);

        Assert.Equal(PresenceStatus.Online, shown.Status);
        Assert.Equal("busy", shown.CustomStatus);
        Assert.Equal(PresenceStatus.PushOnline, shown.Sessions.Single(session => session.Platform == Platform.Android).Status);
    }

    [Fact]
    public void Decay_is_shown_at_seven_days_before_any_reminder_ticked_and_not_a_tick_before()
    {
        _story.Login(Platform.Android);
        _story.End(Platform.Android, SessionEndReason.Closed);

        _story.Advance(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        Assert.Equal(PresenceStatus.PushOnline, View(_ => false).Status);

        _story.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(PresenceStatus.Offline, View(_ => false).Status);
        Assert.Empty(View(_ => false).Sessions);
    }

    [Fact]
    public void Lost_gateway_of_a_PushOnline_phone_changes_nothing()
    {
        _story.Login(Platform.Android);
        _story.End(Platform.Android, SessionEndReason.Closed);

        Assert.Same(_story.State, View(_ => true));
    }

    [Fact]
    public void View_agrees_with_what_the_machine_will_decide()
    {
        foreach (var platform in Platforms.All)
            _story.Login(platform);

        var shown = View(_ => true);
        _story.Happen(new PresenceEvent.GatewayLost(Story.Gateway));

        Assert.Equal(_story.Devices, shown.Sessions.Select(session => $"{session.Platform.Name} {session.Status}"));
    }

    private UserPresence View(Func<Session, bool> isGatewayLost)
        => PresenceView.At(_story.State, isGatewayLost, _story.Rules, _story.Now);
}
