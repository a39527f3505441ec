using CsCheck;
using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

/// <summary>A resume never pushes out a later login, whatever ended the resumed session and however many logins came between.</summary>
public sealed class ResumeRuleTests
{
    private readonly Story _story = new(Story.Dual);

    /// <summary>The platform that returns, the platform that logged in meanwhile, and how the first one's session ended.</summary>
    public static TheoryData<Platform, Platform, SessionEndReason> Returns
    {
        get
        {
            var data = new TheoryData<Platform, Platform, SessionEndReason>();
            (Platform, Platform)[] pairs =
            [
                (Platform.Android, Platform.IPhone), (Platform.Android, Platform.Android), (Platform.Windows, Platform.Mac),
                (Platform.Windows, Platform.Windows), (Platform.Web, Platform.Web), (Platform.MiniProgram, Platform.Web), (Platform.Web, Platform.MiniProgram),
            ];
            foreach (var (first, second) in pairs)
            {
                foreach (var reason in (SessionEndReason[])
                [
                    SessionEndReason.Closed, SessionEndReason.TimedOut, SessionEndReason.GatewayLost, SessionEndReason.TakenOver,
                ])
                    data.Add(first, second, reason);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Returns))]
    public void Device_that_comes_back_by_itself_leaves_the_later_login_alone(Platform first, Platform second, SessionEndReason reason)
    {
        var old = LogIn(first, "A");
        // TakenOver stands for a connection that still exists although its client is gone.
        if (reason != SessionEndReason.TakenOver)
            _story.Happen(new PresenceEvent.ConnectionEnded(_story.State.Sessions[0].Connection, reason));
        LogIn(second, "B");

        var refused = Assert.IsType<PresenceOutcome.AlreadyPushedOut>(Resume(first, "A", old).Outcome);

        Assert.Equal((SessionEndReason.Replaced, second), (refused.Reason, refused.By));
        Assert.Equal("B", Assert.Single(_story.State.Sessions).DeviceId);
        LogIn(first, "A");
        Assert.Equal("A", Assert.Single(_story.State.Sessions).DeviceId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(200)]
    public void Number_of_logins_that_came_between_does_not_matter(int logins)
    {
        var old = LogIn(Platform.Android, "A");
        for (var i = 0; i < logins; i++)
            LogIn(Platform.IPhone, $"B{i}");

        Assert.IsType<PresenceOutcome.AlreadyPushedOut>(Resume(Platform.Android, "A", old).Outcome);
        Assert.InRange(_story.State.Barriers.Length, 1, 3);
    }

    [Fact]
    public void Later_login_counts_also_when_its_session_is_over()
    {
        var old = LogIn(Platform.Windows, "A");
        _story.End(Platform.Windows, SessionEndReason.Closed);
        LogIn(Platform.Mac, "B");
        _story.End(Platform.Mac, SessionEndReason.Closed);

        Assert.IsType<PresenceOutcome.AlreadyPushedOut>(Resume(Platform.Windows, "A", old).Outcome);
    }

    [Fact]
    public void Two_desktops_on_bad_networks_never_take_each_others_place()
    {
        var a = LogIn(Platform.Windows, "A");
        _story.End(Platform.Windows, SessionEndReason.Closed);
        var b = LogIn(Platform.Windows, "B");
        for (var i = 0; i < 10; i++)
        {
            _story.End(Platform.Windows, SessionEndReason.Closed);
            Assert.IsType<PresenceOutcome.AlreadyPushedOut>(Resume(Platform.Windows, "A", a).Outcome);
            var returned = Assert.IsType<PresenceOutcome.Admitted>(Resume(Platform.Windows, "B", b).Outcome);
            b = returned.Session.Id;
        }
    }

    [Fact]
    public void Device_that_returned_keeps_its_place_behind_the_later_login()
    {
        _story.Rules = new PresenceRules { LoginPolicy = new LoginPolicy(LoginPolicyKind.Dual, InstanceCaps.Same(2)) };
        var a = LogIn(Platform.Windows, "A");
        _story.End(Platform.Windows, SessionEndReason.Closed);
        LogIn(Platform.Windows, "B");
        Assert.IsType<PresenceOutcome.Admitted>(Resume(Platform.Windows, "A", a).Outcome);

        LogIn(Platform.Windows, "C");

        Assert.Equal(["B", "C"], _story.State.Sessions.Select(session => session.DeviceId));
    }

    [Fact]
    public void Resume_under_a_stricter_policy_leaves_alone_what_was_admitted_beside_it()
    {
        var story = new Story(PresenceRules.Default with { LoginPolicy = new LoginPolicy(LoginPolicyKind.Multi, PresenceRules.Default.LoginPolicy.Caps) });
        story.Login(Platform.Windows);
        story.Login(Platform.IPhone);
        story.End(Platform.IPhone, SessionEndReason.Closed);
        story.Rules = story.Rules with { LoginPolicy = story.Rules.LoginPolicy with { Kind = LoginPolicyKind.Single } };

        var outcome = story.Happen(story.NewLogin(Platform.IPhone) with { ResumedSession = story.SessionOf(Platform.IPhone).Id }).Outcome;

        Assert.IsType<PresenceOutcome.Admitted>(outcome);
        Assert.Equal(["Windows Online", "iPhone Online"], story.Devices);
        story.Login(Platform.IPhone);
        Assert.Equal(["iPhone Online"], story.Devices);
    }

    [Fact]
    public void Older_process_of_a_device_does_not_take_the_session_of_a_newer_one()
    {
        var old = LogIn(Platform.Windows, "A");
        _story.End(Platform.Windows, SessionEndReason.Closed);
        _story.Advance(TimeSpan.FromSeconds(5));
        _story.Happen(_story.NewLogin(Platform.Windows, "A") with { Attempt = 7 });

        var refused = Assert.IsType<PresenceOutcome.AlreadyPushedOut>(Resume(Platform.Windows, "A", old).Outcome);

        Assert.Equal((SessionEndReason.TakenOver, 7UL), (refused.Reason, refused.ByAttempt));
    }

    [Fact]
    public void Session_id_that_no_gateway_made_is_older_than_every_login()
    {
        var free = Assert.IsType<PresenceOutcome.Admitted>(
            Resume(Platform.Android, "A", new SessionId(Guid.Parse("00010203-0405-0607-0809-0a0b0c0d0e0f"))).Outcome);
        Assert.Equal(_story.Now, free.Session.LoginAt);

        Assert.IsType<PresenceOutcome.AlreadyPushedOut>(Resume(Platform.IPhone, "B", new SessionId(Guid.NewGuid())).Outcome);
        Assert.IsType<PresenceOutcome.AlreadyPushedOut>(
            Resume(Platform.IPhone, "B", new SessionId(Guid.CreateVersion7(_story.Now.AddHours(1)))).Outcome);
    }

    [Fact]
    public void Kick_of_everything_ends_the_way_back_of_more_sessions_than_are_remembered()
    {
        _story.Rules = new PresenceRules { LoginPolicy = new LoginPolicy(LoginPolicyKind.Multi, InstanceCaps.Same(3)) };
        var sessions = Platforms.Capped.SelectMany(platform => Enumerable.Range(0, 3).Select(i => (platform, $"d{i}")))
            .Select(device => (device.platform, device.Item2, LogIn(device.platform, device.Item2))).ToList();
        Assert.Equal(24, _story.State.Sessions.Length);

        _story.Kick();

        Assert.All(sessions, session => Assert.Equal(
            SessionEndReason.Kicked,
            Assert.IsType<PresenceOutcome.AlreadyPushedOut>(Resume(session.platform, session.Item2, session.Item3).Outcome).Reason));
    }

    [Fact]
    public void Any_life_under_any_policy_lets_no_resume_push_out_a_login_by_hand_that_came_later()
        => Gen.Select(Gen.Enum<LoginPolicyKind>(), Gen.Int[1, 3], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 8], Gen.Int[0, 3]).Array[1, 40]).Sample(
            (kind, cap, steps) => Live(new PresenceRules { LoginPolicy = new LoginPolicy(kind, InstanceCaps.Same(cap)) }, steps), iter: 3_000);

    // The truth is the order of the logins by hand: each device's latest one has a number.
    private static void Live(PresenceRules rules, (int Act, int Platform, int Device)[] steps)
    {
        var story = new Story(rules);
        Dictionary<(Platform, string), (int Number, SessionId Session)> byHand = [];
        foreach (var (act, platformNumber, deviceNumber) in steps)
        {
            story.Advance(TimeSpan.FromMilliseconds(platformNumber));
            var (platform, device) = (Platforms.All[platformNumber], $"d{deviceNumber}");
            var before = story.State.Sessions;
            var isResume = act == 1 && byHand.ContainsKey((platform, device));
            if (act == 2)
                story.Happen(new PresenceEvent.ConnectionEnded(
                    before.Length == 0 ? default : before[deviceNumber % before.Length].Connection, SessionEndReason.Closed));
            if (act is not (0 or 1))
                continue;
            var login = story.NewLogin(platform, device) with { ResumedSession = isResume ? byHand[(platform, device)].Session : null };
            if (story.Happen(login).Outcome is not PresenceOutcome.Admitted admitted)
                continue;
            var number = isResume
                ? byHand[(platform, device)].Number
                : byHand.Count == 0 ? 1 : byHand.Values.Max(one => one.Number) + 1;
            byHand[(platform, device)] = (number, admitted.Session.Id);
            if (isResume)
            {
                Assert.All(
                    before.Except(story.State.Sessions).Where(session => !session.IsOf(platform, device)),
                    gone => Assert.True(
                        byHand[(gone.Platform, gone.DeviceId)].Number < number,
                        $"{platform}/{device} pushed out {gone.Platform}/{gone.DeviceId}"));
            }
        }
    }

    private SessionId LogIn(Platform platform, string device)
    {
        _story.Advance(TimeSpan.FromSeconds(1));
        return Assert.IsType<PresenceOutcome.Admitted>(_story.Login(platform, device).Outcome).Session.Id;
    }

    private Transition Resume(Platform platform, string device, SessionId session)
    {
        _story.Advance(TimeSpan.FromSeconds(1));
        return _story.Happen(_story.NewLogin(platform, device) with { ResumedSession = session });
    }
}
