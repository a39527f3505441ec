using PresenceCluster.Domain;
using PresenceCluster.Protocol;
using PresenceCluster.Tests.Faults.Model;
using Xunit;

namespace PresenceCluster.Tests.Faults;

/// <summary>Tests of the checker itself: correct histories pass, and each planted violation is reported as the right one.</summary>
public sealed class CheckerTests
{
    private static readonly Policy Single = new(LoginPolicyKind.Single, 1, 1, 1);

    private readonly History _history = new(Single);
    private readonly ConnectionFacts _phone = new(1, "Android", "a") { Hears = true };
    private readonly ConnectionFacts _tablet = new(2, "iPad", "b") { Hears = true };

    [Fact]
    public void Replaced_and_told_is_right()
    {
        _history.Login(_phone, 1, 2);
        _history.Login(_tablet, 3, 5);
        _history.Told(_phone, 4, CloseCode.Replaced, "iPad");
        _history.Query(6, 7, "Online [iPad Online]");
        _history.Settled(10, _tablet);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Overlapping_logins_have_any_winner_but_one()
    {
        _history.Login(_phone, 1, 5);
        _history.Login(_tablet, 1, 5);
        _history.Told(_tablet, 6, CloseCode.Replaced, "Android");
        _history.Settled(10, _phone);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Unanswered_login_may_have_replaced_before_it_ended()
    {
        _history.Login(_phone, 1, 2);
        _history.Add(new LoginAct(_tablet, _history.Policies, History.At(3)));
        _history.Add(new EndAct(_tablet, History.At(3)) { EndedAt = History.At(8) });
        _history.Told(_phone, 5, CloseCode.Replaced, "iPad");
        _history.Query(9, 10, "PushOnline [iPad PushOnline]");
        _history.Settled(12);

        Assert.Null(_history.Check().Violation);
    }

    [Fact]
    public void Two_survivors_are_reported()
    {
        _phone.Hears = false;
        _history.Login(_phone, 1, 2);
        _history.Login(_tablet, 3, 5);
        _history.Settled(10, _phone, _tablet);

        Assert.Equal(Rule.TooManyAlive, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Loser_that_is_not_told_is_reported()
    {
        _history.Login(_phone, 1, 2);
        _history.Login(_tablet, 3, 5);
        _history.Settled(10, _phone, _tablet);

        Assert.Equal(Rule.LoserNotTold, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Loser_that_is_told_the_wrong_winner_is_reported()
    {
        _history.Login(_phone, 1, 2);
        _history.Login(_tablet, 3, 5);
        _history.Told(_phone, 6, CloseCode.Replaced, "Windows");

        Assert.Equal(Rule.ToldWithoutCause, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Nobody_left_of_simultaneous_logins_is_reported()
    {
        _history.Login(_phone, 1, 5);
        _history.Login(_tablet, 1, 5);
        _history.Told(_tablet, 6, CloseCode.Replaced, "Android");
        _history.Settled(10);

        Assert.Equal(Rule.SurvivorMissing, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Both_losing_to_each_other_is_reported()
    {
        _history.Login(_phone, 1, 5);
        _history.Login(_tablet, 1, 5);
        _history.Told(_tablet, 6, CloseCode.Replaced, "Android");
        _history.Told(_phone, 7, CloseCode.Replaced, "iPad");

        Assert.Equal(Rule.ToldWithoutCause, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Online_for_a_dead_session_is_reported_once_its_time_is_over()
    {
        _history.Login(_phone, 1, 2);
        _history.Add(new EndAct(_phone, History.At(3)) { EndedAt = History.At(6) });
        _history.Query(4, 5, "Online [Android Online]");
        _history.Query(7, 8, "Online [Android Online]");

        var violation = _history.Check().Violation;

        Assert.Equal(Rule.AnswerWasNeverTrue, violation?.Rule);
        Assert.Equal(History.At(8), violation?.At);
    }

    [Fact]
    public void PushOnline_after_a_logout_is_reported()
    {
        _history.Login(_phone, 1, 2);
        _history.Add(new EndAct(_phone, History.At(3)) { EndedAt = History.At(4), MayBeLogout = true, MayBeLoss = false });
        _history.Query(5, 6, "PushOnline [Android PushOnline]");

        Assert.Equal(Rule.AnswerWasNeverTrue, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Status_that_flaps_while_nothing_happens_is_reported()
    {
        _history.Login(_phone, 1, 2);
        _history.Query(3, 4, "Online [Android Online]");
        _history.Query(5, 6, "PushOnline [Android PushOnline]");
        _history.Query(7, 8, "Online [Android Online]");

        Assert.Equal(History.At(6), _history.Check().Violation?.At);
    }

    [Fact]
    public void Answer_that_goes_back_in_time_is_reported()
    {
        _history.Login(_phone, 1, 2);
        _history.Add(new EndAct(_phone, History.At(3)) { EndedAt = History.At(20) });
        _history.Query(4, 5, "PushOnline [Android PushOnline]");
        _history.Query(6, 7, "Online [Android Online]");

        Assert.Equal(History.At(7), _history.Check().Violation?.At);
    }

    [Fact]
    public void Kick_that_is_answered_and_changes_nothing_is_reported()
    {
        _history.Login(_phone, 1, 2);
        _history.Add(new KickAct(History.At(3)) { EndedAt = History.At(4), Answer = KickAnswer.Done });
        _history.Query(5, 6, "Online [Android Online]");

        Assert.Equal(Rule.AnswerWasNeverTrue, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Policy_that_is_not_in_force_any_more_is_reported()
    {
        _history.Policies.Change(Single with { Kind = LoginPolicyKind.Multi }, History.At(1), History.At(2));
        _history.Login(_phone, 3, 4);
        _history.Login(_tablet, 5, 6);
        _history.Told(_phone, 7, CloseCode.Replaced, "iPad");

        Assert.Equal(Rule.ToldWithoutCause, _history.Check().Violation?.Rule);
    }

    [Fact]
    public void Watermark_that_falls_back_is_reported_and_overlapping_ones_are_not()
    {
        var growing = new Watermarks("version", isStrict: false);
        growing.Add(History.At(1), History.At(5), 7);
        growing.Add(History.At(4), History.At(6), 6);
        growing.Add(History.At(7), History.At(8), 7);
        Assert.Null(growing.Check("anna"));

        growing.Add(History.At(9), History.At(10), 6);
        Assert.Equal(Rule.WatermarkFellBack, growing.Check("anna")?.Rule);
    }
}
