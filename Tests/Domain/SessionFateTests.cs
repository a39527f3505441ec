using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

/// <summary>What a connection is told of a session that it believes to own.</summary>
public sealed class SessionFateTests
{
    private readonly Story _story = new(Story.Dual);

    [Fact]
    public void Connection_that_owns_its_session_is_not_told_anything() => Assert.Null(EndOf(LogIn(Platform.Android)));

    [Fact]
    public void Connection_that_was_replaced_is_told_by_which_platform()
    {
        var phone = LogIn(Platform.Android);
        LogIn(Platform.IPhone);

        Assert.Equal((SessionEndReason.Replaced, Platform.IPhone), EndOf(phone));
    }

    [Fact]
    public void Connection_whose_session_was_resumed_elsewhere_was_taken_over_also_when_that_one_was_kicked()
    {
        var first = LogIn(Platform.Android);
        _story.Happen(_story.NewLogin(Platform.Android) with { ResumedSession = first.Id });
        Assert.Equal((SessionEndReason.TakenOver, null), EndOf(first));

        _story.Kick();
        Assert.Equal((SessionEndReason.TakenOver, null), EndOf(first));
    }

    [Fact]
    public void Connection_whose_session_was_kicked_is_told_so()
    {
        var phone = LogIn(Platform.Android);
        _story.Kick();

        Assert.Equal((SessionEndReason.Kicked, null), EndOf(phone));
    }

    [Fact]
    public void Connection_whose_end_is_known_counts_as_closed()
    {
        var (phone, page) = (LogIn(Platform.Android), LogIn(Platform.Web));
        _story.End(Platform.Android, SessionEndReason.TimedOut);
        _story.End(Platform.Web, SessionEndReason.Closed);

        Assert.Equal((SessionEndReason.Closed, null), EndOf(phone));
        Assert.Equal((SessionEndReason.Closed, null), EndOf(page));
    }

    [Fact]
    public void Connection_of_an_account_that_is_forgotten_is_told_of_the_deletion()
    {
        var phone = LogIn(Platform.Android);

        Assert.Equal((SessionEndReason.AccountDeleted, null), SessionFate.EndOf(UserPresence.Unknown, phone.Id, phone.Epoch, phone.Connection));
    }

    private Session LogIn(Platform platform) => Assert.IsType<PresenceOutcome.Admitted>(_story.Login(platform).Outcome).Session;

    private (SessionEndReason, Platform?)? EndOf(Session session) => SessionFate.EndOf(_story.State, session.Id, session.Epoch, session.Connection);
}
