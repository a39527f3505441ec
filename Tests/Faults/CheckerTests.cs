using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Faults.Model;
using Xunit;

namespace PresenceCluster.Tests.Faults;

/// <summary>The checker itself: histories that are right pass, and each planted violation is reported as what it is.</summary>
public sealed class CheckerTests
{
    private static readonly Policy Single = new(LoginPolicyKind.Single, 1, 1, 1);

    private readonly PolicyTimes _policies = new(Single);
    private readonly ConnectionFacts _phone = new(1, "Android", "a") { Hears = true };
    private readonly ConnectionFacts _tablet = new(2, "iPad", "b") { Hears = true };
    private readonly List<Act> _acts = [];

    [Fact]
    public void Replaced_and_told_is_right()
    {
        Login(_phone, 1, 2);
        Login(_tablet, 3, 5);
        Told(_phone, 4, CloseCode.Replaced, "iPad");
        Query(6, 7, "Online [iPad Online]");
        Settled(10, _tablet);

        Assert.Null(Check().Violation);
    }

    [Fact]
    public void Overlapping_logins_have_any_winner_but_one()
    {
        Login(_phone, 1, 5);
        Login(_tablet, 1, 5);
        Told(_tablet, 6, CloseCode.Replaced, "Android");
        Settled(10, _phone);

        Assert.Null(Check().Violation);
    }

    [Fact]
    public void Unanswered_login_may_have_replaced_before_it_ended()
    {
        Login(_phone, 1, 2);
        _acts.Add(new LoginAct(_tablet, _policies, At(3)));
        _acts.Add(new EndAct(_tablet, At(3)) { EndedAt = At(8) });
        Told(_phone, 5, CloseCode.Replaced, "iPad");
        Query(9, 10, "PushOnline [iPad PushOnline]");
        Settled(12);

        Assert.Null(Check().Violation);
    }

    [Fact]
    public void Two_survivors_are_reported()
    {
        _phone.Hears = false;
        Login(_phone, 1, 2);
        Login(_tablet, 3, 5);
        Settled(10, _phone, _tablet);

        Assert.Equal(Rule.TooManyAlive, Check().Violation?.Rule);
    }

    [Fact]
    public void Loser_that_is_not_told_is_reported()
    {
        Login(_phone, 1, 2);
        Login(_tablet, 3, 5);
        Settled(10, _phone, _tablet);

        Assert.Equal(Rule.LoserNotTold, Check().Violation?.Rule);
    }

    [Fact]
    public void Loser_that_is_told_the_wrong_winner_is_reported()
    {
        Login(_phone, 1, 2);
        Login(_tablet, 3, 5);
        Told(_phone, 6, CloseCode.Replaced, "Windows");

        Assert.Equal(Rule.ToldWithoutCause, Check().Violation?.Rule);
    }

    [Fact]
    public void Nobody_left_of_simultaneous_logins_is_reported()
    {
        Login(_phone, 1, 5);
        Login(_tablet, 1, 5);
        Told(_tablet, 6, CloseCode.Replaced, "Android");
        Settled(10);

        Assert.Equal(Rule.SurvivorMissing, Check().Violation?.Rule);
    }

    [Fact]
    public void Both_losing_to_each_other_is_reported()
    {
        Login(_phone, 1, 5);
        Login(_tablet, 1, 5);
        Told(_tablet, 6, CloseCode.Replaced, "Android");
        Told(_phone, 7, CloseCode.Replaced, "iPad");

        Assert.Equal(Rule.ToldWithoutCause, Check().Violation?.Rule);
    }

    [Fact]
    public void Online_for_a_dead_session_is_reported_once_its_time_is_over()
    {
        Login(_phone, 1, 2);
        _acts.Add(new EndAct(_phone, At(3)) { EndedAt = At(6) });
        Query(4, 5, "Online [Android Online]");
        Query(7, 8, "Online [Android Online]");

        var violation = Check().Violation;

        Assert.Equal(Rule.AnswerWasNeverTrue, violation?.Rule);
        Assert.Equal(At(8), violation?.At);
    }

    [Fact]
    public void PushOnline_after_a_logout_is_reported()
    {
        Login(_phone, 1, 2);
        _acts.Add(new EndAct(_phone, At(3)) { EndedAt = At(4), MayBeLogout = true, MayBeLoss = false });
        Query(5, 6, "PushOnline [Android PushOnline]");

        Assert.Equal(Rule.AnswerWasNeverTrue, Check().Violation?.Rule);
    }

    [Fact]
    public void Status_that_flaps_while_nothing_happens_is_reported()
    {
        Login(_phone, 1, 2);
        Query(3, 4, "Online [Android Online]");
        Query(5, 6, "PushOnline [Android PushOnline]");
        Query(7, 8, "Online [Android Online]");

        Assert.Equal(At(6), Check().Violation?.At);
    }

    [Fact]
    public void Answer_that_goes_back_in_time_is_reported()
    {
        Login(_phone, 1, 2);
        _acts.Add(new EndAct(_phone, At(3)) { EndedAt = At(20) });
        Query(4, 5, "PushOnline [Android PushOnline]");
        Query(6, 7, "Online [Android Online]");

        Assert.Equal(At(7), Check().Violation?.At);
    }

    [Fact]
    public void Kick_that_is_answered_and_changes_nothing_is_reported()
    {
        Login(_phone, 1, 2);
        _acts.Add(new KickAct(At(3)) { EndedAt = At(4), Answer = KickAnswer.Done });
        Query(5, 6, "Online [Android Online]");

        Assert.Equal(Rule.AnswerWasNeverTrue, Check().Violation?.Rule);
    }

    [Fact]
    public void Policy_that_is_not_in_force_any_more_is_reported()
    {
        _policies.Change(Single with { Kind = LoginPolicyKind.Multi }, At(1), At(2));
        Login(_phone, 3, 4);
        Login(_tablet, 5, 6);
        Told(_phone, 7, CloseCode.Replaced, "iPad");

        Assert.Equal(Rule.ToldWithoutCause, Check().Violation?.Rule);
    }

    [Fact]
    public void Watermark_that_falls_back_is_reported_and_overlapping_ones_are_not()
    {
        var growing = new Watermarks("version", isStrict: false);
        growing.Add(At(1), At(5), 7);
        growing.Add(At(4), At(6), 6);
        growing.Add(At(7), At(8), 7);
        Assert.Null(growing.Check("anna"));

        growing.Add(At(9), At(10), 6);
        Assert.Equal(Rule.WatermarkFellBack, growing.Check("anna")?.Rule);
    }

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);

    private void Login(ConnectionFacts connection, int from, int until)
        => _acts.Add(new LoginAct(connection, _policies, At(from)) { EndedAt = At(until) });

    private void Told(ConnectionFacts connection, int at, CloseCode code, string by = "")
        => _acts.Add(new ToldAct(connection, code.Number, by, At(at)) { EndedAt = At(at) });

    private void Query(int from, int until, string answer)
        => _acts.Add(new QueryAct("v4", answer, At(from)) { EndedAt = At(until) });

    private void Settled(int at, params ConnectionFacts[] live) => _acts.Add(new SettledAct(live, At(at)) { EndedAt = At(at) });

    private UserVerdict Check() => UserCheck.Run("anna", [World.Empty], _acts);
}
