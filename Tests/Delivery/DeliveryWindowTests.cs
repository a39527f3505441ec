using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Tests.Storage;
using Xunit;

namespace PresenceCluster.Tests.Delivery;

public sealed class DeliveryWindowTests
{
    private static readonly DateTimeOffset Now = StatusEvents.At;
    private static readonly WebhookEndpoint Endpoint = new() { BatchMax = 3 };

    private long _number;

    [Fact]
    public void Users_are_sent_side_by_side_and_one_user_waits_for_the_answer()
    {
        var window = Window(Endpoint with { BatchMax = 1 }, Login("ann", 1), Login("ann", 2), Login("bob", 1));

        var ann = window.Take(Now)!;
        var bob = window.Take(Now)!;

        Assert.Equal(["ann 1", "bob 1"], [Describe(ann), Describe(bob)]);
        Assert.Null(window.Take(Now));
        window.Complete(ann, Now);
        Assert.Equal("ann 2", Describe(window.Take(Now)!));
    }

    [Fact]
    public void Cursor_stands_before_the_oldest_event_that_is_not_done()
    {
        var window = Window(Endpoint with { BatchMax = 1 }, Login("ann", 1), Login("bob", 1), Login("cid", 1));
        var (ann, bob) = (window.Take(Now)!, window.Take(Now)!);

        window.Complete(bob, Now);
        Assert.Equal(0, window.Cursor.Number);
        window.Complete(ann, Now);

        Assert.Equal(2, window.Cursor.Number);
        Assert.Equal(1, window.Pending);
    }

    [Fact]
    public void Entry_that_covers_one_after_another_finishes_all_of_them()
    {
        LaneEntry[] entries =
        [
            .. new[] { 1, 2, 3 }.Select(version => new LaneEntry(Recorded("ann", Login("ann", version).Event), isWanted: true, Now)),
        ];
        entries[2].Cover(entries[1]);

        entries[2].Cover(entries[0]);

        Assert.Equal(3, entries[2].Finish());
        Assert.All(entries, entry => Assert.True(entry.IsDone));
    }

    [Fact]
    public void Line_that_failed_goes_alone_after_its_pause_and_holds_nobody_up()
    {
        var window = Window(Endpoint, Login("ann", 1), Login("ann", 2), Login("bob", 1));
        window.Fail(window.Take(Now)!, "no", isEndpointDown: false, _ => TimeSpan.FromSeconds(1), Now);
        window.Advance(Now);
        Assert.Null(window.Take(Now));

        window.Add([Recorded("cid", Login("cid", 1).Event)], Now);
        window.Advance(Now);
        Assert.Equal("cid 1", Describe(window.Take(Now)!));
        var later = Now.AddSeconds(1);
        window.Advance(later);

        Assert.Equal(["ann 1", "bob 1"], new[] { Describe(window.Take(later)!), Describe(window.Take(later)!) }.Order());
    }

    [Fact]
    public void Failure_while_the_endpoint_is_down_is_held_against_nobody()
    {
        var window = Window(Endpoint, Login("ann", 1), Login("bob", 1));
        var batch = window.Take(Now)!;

        window.Fail(batch, "no", isEndpointDown: true, _ => TimeSpan.FromSeconds(1), Now);

        Assert.All(batch.Lines, line => Assert.Equal((1, 0, "no"), (line.Tries, line.Failures, line.LastError)));
        window.Advance(Now.AddSeconds(1));
        Assert.Equal("ann 1, bob 1", Describe(window.Take(Now.AddSeconds(1))!));
    }

    [Fact]
    public void Lost_gateway_whose_device_returns_is_dropped_and_the_next_event_stands_for_it()
    {
        var lost = Recorded("ann", StatusEvents.Disconnect("phone", 2, SessionEndReason.GatewayLost));
        var window = Window(Endpoint, lost);
        Assert.Null(window.Take(Now));

        window.Add([Recorded("ann", StatusEvents.Login("phone", 3, Now.AddSeconds(4)))], Now.AddSeconds(4));
        window.Advance(Now.AddSeconds(4));
        var batch = window.Take(Now.AddSeconds(4))!;

        Assert.Equal((2L, PresenceStatus.Online), (batch.Events[0].FirstVersion, batch.Events[0].Before));
        Assert.Equal(0, window.Cursor.Number);
        window.Complete(batch, Now.AddSeconds(4));
        Assert.Equal(2, window.Cursor.Number);
        Assert.Equal(0, window.Pending);
    }

    [Fact]
    public void Lost_gateway_is_told_once_the_log_says_that_nobody_came_back_in_time()
    {
        var window = Window(Endpoint, Recorded("ann", StatusEvents.Disconnect("phone", 2, SessionEndReason.GatewayLost)));
        var due = Now.AddSeconds(10);
        window.Advance(due);
        Assert.True(window.WaitsForLog);
        Assert.Null(window.Take(due));

        window.Add([], due);
        window.Advance(due);

        Assert.Equal("ann 2", Describe(window.Take(due)!));
    }

    [Fact]
    public void Events_that_the_endpoint_does_not_want_are_done_without_being_sent()
    {
        var window = Window(Endpoint with { Events = [StatusAction.Logout] }, Login("ann", 1), Login("bob", 1));

        Assert.Null(window.Take(Now));
        Assert.Equal(2, window.Cursor.Number);
    }

    [Fact]
    public void Age_of_an_event_counts_from_when_it_could_be_read()
    {
        var window = new DeliveryWindow(Endpoint, new DeliveryOptions(), EventPosition.Start);

        // The log is read to its end a day later, and only then the second event becomes visible. The third one happens afterwards.
        window.Add([Login("ann", 1)], Now.AddDays(1));
        window.Add([Login("bob", 1), Recorded("cid", StatusEvents.Login("phone", 1, Now.AddDays(1).AddSeconds(1)))], Now.AddDays(2));

        Assert.Equal([Now, Now.AddDays(1), Now.AddDays(1).AddSeconds(1)], AgesOf(window));
    }

    [Fact]
    public void Survey_counts_the_users_in_their_grace_and_names_the_first_end()
    {
        var window = Window(
            Endpoint,
            Recorded("ann", StatusEvents.Disconnect("phone", 2, SessionEndReason.GatewayLost, Now.AddSeconds(1))),
            Recorded("bob", StatusEvents.Disconnect("phone", 2, SessionEndReason.GatewayLost, Now)));

        Assert.Equal(new LaneSurvey(null, 2, Now.AddSeconds(10)), window.Survey());
    }

    [Fact]
    public void Survey_names_the_event_that_has_failed_for_longest()
    {
        var window = Window(Endpoint with { BatchMax = 1 }, Login("ann", 1), Login("bob", 1), Login("ann", 2));
        var (ann, bob) = (window.Take(Now)!, window.Take(Now)!);
        window.Fail(bob, "later", isEndpointDown: false, _ => TimeSpan.FromSeconds(1), Now.AddSeconds(1));
        window.Fail(ann, "no", isEndpointDown: false, _ => TimeSpan.FromSeconds(1), Now);

        Assert.Equal(new StuckEvent("evt_0-1", "ann", Now, 1, 1, "no"), window.Survey().Stuck);
    }

    [Fact]
    public void Window_takes_no_page_that_does_not_fit()
    {
        var window = new DeliveryWindow(Endpoint, new DeliveryOptions { PageEventsMax = 2, WindowEventsMax = 4 }, EventPosition.Start);

        window.Add([Login("ann", 1), Login("bob", 1)], null);
        Assert.True(window.HasRoom);
        window.Add([Login("cid", 1), Login("dan", 1)], null);

        Assert.False(window.HasRoom);
    }

    private static DeliveryWindow Window(WebhookEndpoint endpoint, params RecordedEvent[] page)
    {
        var window = new DeliveryWindow(endpoint, new DeliveryOptions(), EventPosition.Start);
        window.Add(page, Now);
        window.Advance(Now);
        return window;
    }

    /// <summary>From when the age of each event counts.</summary>
    private static IEnumerable<DateTimeOffset> AgesOf(DeliveryWindow window)
        => window.BeginParking(line => line.Waiting.Count).SelectMany(line => line.Waiting).Select(entry => entry.AgesFrom);

    private RecordedEvent Login(string user, long version) => Recorded(user, StatusEvents.Login("phone", version));

    private RecordedEvent Recorded(string user, StatusEvent happened)
        => new() { Position = new EventPosition(0, ++_number), User = new UserKey(new AppId(1), user), Event = happened };

    private static string Describe(LaneBatch batch)
        => string.Join(", ", batch.Events.Select(one => $"{one.Recorded.User.UserId} {one.Recorded.Event.Version}"));
}
