using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Tests.Storage;
using Xunit;

namespace PresenceCluster.Tests.Domain;

public sealed class EventFoldingTests
{
    private static readonly WebhookEndpoint Endpoint = new() { ClosedGrace = TimeSpan.FromSeconds(3), GatewayLostGrace = TimeSpan.FromSeconds(10) };

    [Theory]
    [InlineData(SessionEndReason.GatewayLost, 10)]
    [InlineData(SessionEndReason.TimedOut, 3)]
    public void Loss_of_a_connection_is_held_back_by_its_reason(SessionEndReason reason, int seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), EventFolding.GraceOf(StatusEvents.Disconnect("phone", 2, reason), Endpoint));

    [Fact]
    public void Anything_else_is_held_back_for_no_time()
        => Assert.Equal(TimeSpan.Zero, EventFolding.GraceOf(StatusEvents.Login("phone", 1), Endpoint));

    [Theory]
    [InlineData("phone", 9, true)]
    [InlineData("phone", 10, true)]
    [InlineData("phone", 11, false)]
    [InlineData("tablet", 1, false)]
    public void Loss_is_undone_by_a_login_of_the_same_device_within_the_grace(string device, int seconds, bool isUndone)
    {
        var lost = StatusEvents.Disconnect("phone", 2, SessionEndReason.GatewayLost);
        var next = StatusEvents.Login(device, 3, StatusEvents.At.AddSeconds(seconds));

        Assert.Equal(isUndone, EventFolding.IsUndone(lost, [next], StatusEvents.At.AddSeconds(10)));
    }

    [Fact]
    public void Loss_of_two_devices_is_undone_when_both_have_returned()
    {
        var lost = StatusEvents.Disconnect("phone", 2, SessionEndReason.GatewayLost);
        lost = lost with { Sessions = [.. lost.Sessions, StatusEvents.Session("tablet", PresenceStatus.Online, StatusEvents.At)] };
        var due = StatusEvents.At.AddSeconds(10);

        Assert.False(EventFolding.IsUndone(lost, [StatusEvents.Login("phone", 3)], due));
        Assert.True(EventFolding.IsUndone(lost, [StatusEvents.Login("phone", 3), StatusEvents.Login("tablet", 4)], due));
    }

    [Fact]
    public void Event_behind_a_dropped_one_tells_what_both_covered()
    {
        var dropped = OutgoingOf(StatusEvents.Disconnect("phone", 2, SessionEndReason.GatewayLost));
        var next = OutgoingOf(StatusEvents.Login("phone", 3));

        var folded = EventFolding.Fold(dropped, next);

        Assert.Equal((2L, 3L, PresenceStatus.Online), (folded.FirstVersion, folded.Recorded.Event.Version, folded.Before));
    }

    private static OutgoingEvent OutgoingOf(StatusEvent happened) => OutgoingEvent.Of(new RecordedEvent
    {
        Position = new EventPosition(0, happened.Version),
        User = new UserKey(new AppId(1), "ann"),
        Event = happened,
    });
}
