using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Faults.Model;
using Xunit;

namespace PresenceCluster.Tests.Faults;

/// <summary>
/// Tests of the checker on the order of logins, on clients that resume by themselves, and on the time until a loss is known.
/// </summary>
public sealed class LoginOrderCheckerTests
{
    private static readonly Policy Dual = new(LoginPolicyKind.Dual, 1, 1, 1);

    private readonly History _history = new(Dual);
    private readonly ConnectionFacts _phone = Device(1, "Android");
    private readonly ConnectionFacts _phoneAgain = Device(2, "Android");
    private readonly ConnectionFacts _desktop = Device(3, "Windows");
    private readonly ConnectionFacts _mac = Device(4, "Mac");
    private readonly ConnectionFacts _desktopBack = Device(5, "Windows");

    [Fact]
    public void Login_given_up_may_take_effect_before_the_next_one()
    {
        _history.GiveUp(_phone, 1, 2, overAt: 8);
        _history.Login(_phoneAgain, 3, 6);
        _history.Query(3, 4, "Online [Android Online]");
        _history.Settled(10, _phoneAgain);

        Assert.Null(_history.Check().Violation);
    }

    [Theory]
    [InlineData("Online [Android Online, Web Online]", true)]
    [InlineData("Online [Android Online]", false)]
    public void Resume_under_a_stricter_policy_leaves_alone_what_was_admitted_beside_it(string answer, bool isRight)
    {
        _phoneAgain.Resumes = _phone;
        _history.Login(Device(6, "Web"), 1, 2);
        _history.Login(_phone, 4, 5);
        _history.Policies.Change(new Policy(LoginPolicyKind.Single, 1, 1, 1), History.At(6), History.At(7));
        _history.Lost(_phone, 8, 9);
        _history.Login(_phoneAgain, 10, 11);
        _history.Query(12, 13, answer);

        Assert.Equal(isRight, _history.Check().Violation is null);
    }

    [Fact]
    public void Login_given_up_may_never_take_effect()
    {
        _history.GiveUp(_phone, 1, 2, overAt: 8);
        _history.Query(2, 3, "no such account");
        _history.Login(_phoneAgain, 3, 6);
        _history.Settled(10, _phoneAgain);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Login_given_up_that_takes_the_next_ones_place_is_reported()
    {
        _history.GiveUp(_phone, 1, 2, overAt: 8);
        _history.Login(_phoneAgain, 3, 6);
        _history.Told(_phoneAgain, 7, CloseCode.TakenOver);
        _history.Settled(10);

        Assert.Equal(Rule.LaterLoginLost, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Client_that_does_not_count_its_logins_is_judged_by_their_times()
    {
        var (first, second) = (new ConnectionFacts(1, "Android", "a"), new ConnectionFacts(2, "Android", "a") { Hears = true });
        _history.GiveUp(first, 1, 2, overAt: 8);
        _history.Login(second, 3, 6);
        _history.Told(second, 7, CloseCode.TakenOver);

        Assert.Equal(Rule.LaterLoginLost, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Login_of_another_device_that_was_surely_asked_for_earlier_and_wins_is_reported()
    {
        _history.GiveUp(_desktop, 1, 2, overAt: 8);
        _history.Login(_phone, 3, 6);
        _history.Told(_phone, 7, CloseCode.Replaced, "Windows");

        Assert.Equal(Rule.LaterLoginLost, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Logins_of_two_devices_within_what_the_clocks_are_trusted_to_have_any_winner()
    {
        _history.GiveUp(_desktop, 1, 2, overAt: 8);
        _history.Login(_phone, 2.4, 3);
        _history.Told(_phone, 7, CloseCode.Replaced, "Windows");
        _history.Settled(10);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Late_login_that_is_told_of_the_later_one_is_right()
    {
        _history.Login(_desktop, 1, 5);
        _history.Login(_phone, 3, 4);
        _history.Told(_desktop, 5, CloseCode.Replaced, "Android");
        _history.Settled(12, _phone);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Login_that_is_told_of_a_later_one_that_was_not_there_is_reported()
    {
        _history.Login(_phone, 1, 2);
        _history.Login(_desktop, 4, 5);
        _history.Told(_desktop, 5, CloseCode.Replaced, "Android");

        Assert.Equal(Rule.ToldWithoutCause, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Resume_of_a_session_whose_place_nobody_took_is_admitted()
    {
        _history.Login(_desktop, 1, 2);
        _history.Lost(_desktop, 3, 4);
        Resume();
        _history.Settled(20, _desktopBack);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Resume_that_pushes_out_a_later_login_is_reported()
    {
        _history.Login(_desktop, 1, 2);
        _history.Lost(_desktop, 3, 4);
        _history.Login(_mac, 5, 6);
        Resume();
        _history.Told(_mac, 13, CloseCode.Replaced, "Windows");

        Assert.Equal(Rule.ResumeTookPlace, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Resume_that_is_admitted_after_a_later_login_has_come_and_gone_is_reported()
    {
        _history.Login(_desktop, 1, 2);
        _history.Lost(_desktop, 3, 4);
        _history.Login(_mac, 5, 6);
        _history.Lost(_mac, 7, 8);
        Resume();

        Assert.Equal(Rule.ResumeTookPlace, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Resume_that_is_refused_because_of_a_later_login_is_right()
    {
        _history.Login(_desktop, 1, 2);
        _history.Lost(_desktop, 3, 4);
        _history.Login(_mac, 5, 6);
        ResumeAndBeTold("Mac");
        _history.Settled(20, _mac);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Resume_that_is_refused_because_of_nobody_is_reported()
    {
        _history.Login(_desktop, 1, 2);
        _history.Lost(_desktop, 3, 4);
        ResumeAndBeTold("Mac");

        Assert.Equal(Rule.ResumeTookPlace, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Resume_after_a_policy_that_let_both_stay_pushes_out_nobody_who_came_later()
    {
        _history.Policies.Change(Dual with { Kind = LoginPolicyKind.Multi }, History.At(0), History.At(0));
        _history.Login(_desktop, 1, 2);
        _history.Lost(_desktop, 3, 4);
        _history.Login(_mac, 5, 6);
        _history.Policies.Change(Dual, History.At(8), History.At(9));
        ResumeAndBeTold("Mac");
        _history.Settled(20, _mac);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Resume_that_pushes_out_an_earlier_login_is_right()
    {
        _history.Policies.Change(Dual with { Kind = LoginPolicyKind.Multi }, History.At(0), History.At(0));
        _history.Login(_mac, 1, 2);
        _history.Login(_desktop, 3, 4);
        _history.Lost(_desktop, 5, 6);
        _history.Policies.Change(Dual, History.At(8), History.At(9));
        Resume();
        _history.Told(_mac, 13, CloseCode.Replaced, "Windows");
        _history.Settled(20, _desktopBack);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Cap_of_two_keeps_the_claim_until_two_later_devices_have_logged_in()
    {
        _history.Policies.Change(Dual with { DesktopCap = 2 }, History.At(0), History.At(0));
        var (second, third) = (Device(6, "Windows", "b"), Device(7, "Windows", "c"));
        _history.Login(_desktop, 1, 2);
        _history.Lost(_desktop, 3, 4);
        _history.Login(second, 5, 6);
        _history.Login(third, 7, 8);
        Resume();

        Assert.Equal(Rule.ResumeTookPlace, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Cap_of_two_admits_a_resume_beside_one_later_device()
    {
        _history.Policies.Change(Dual with { DesktopCap = 2 }, History.At(0), History.At(0));
        var second = Device(6, "Windows", "b");
        _history.Login(_desktop, 1, 2);
        _history.Lost(_desktop, 3, 4);
        _history.Login(second, 5, 6);
        Resume();
        _history.Settled(20, second, _desktopBack);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Loss_of_a_killed_gateway_that_is_known_too_late_is_reported_as_that()
    {
        _history.Login(_phone, 1, 2);
        _history.Add(new EndAct(_phone, History.At(3)) { EndedAt = History.At(18), KnownAnywayAt = History.At(60) });
        _history.Query(17, 17.5, "Online [Android Online]");
        _history.Query(19, 20, "Online [Android Online]");

        var violation = _history.Check().Violation;

        Assert.Equal((Rule.LossNoticedLate, History.At(20)), (violation?.Rule, violation?.At));
    }

    private static ConnectionFacts Device(int number, string platform, string device = "a")
        => new(number, platform, device) { Attempt = (ulong)number, Hears = true };

    private void Resume()
    {
        _desktopBack.Resumes = _desktop;
        _history.Login(_desktopBack, 11, 12);
    }

    private void ResumeAndBeTold(string by)
    {
        _desktopBack.Resumes = _desktop;
        _history.Login(_desktopBack, 11, 12, mayBeRefused: true);
        _history.Told(_desktopBack, 12, CloseCode.Replaced, by);
    }
}
