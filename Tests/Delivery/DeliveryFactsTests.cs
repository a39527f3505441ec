using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Storage.Events;
using Xunit;

namespace PresenceCluster.Tests.Delivery;

/// <summary>Why events do not reach an endpoint: each cause follows from its facts, with its numbers.</summary>
public sealed class DeliveryFactsTests
{
    private const string Refusal = "The answer is 500.";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly WebhookEndpoint Endpoint = new() { Id = "e1", Url = "https://a.example/" };

    [Fact]
    public void Nothing_that_waits_has_no_cause()
    {
        var found = Explain(Facts(new DeliveryShare { SucceededAt = Now.AddHours(-1) }));

        Assert.Equal((DeliveryCause.None, 0L, false), (found.Cause, found.Events, found.IsPaused));
        Assert.Equal("Nothing holds events up.", found.Text);
    }

    [Fact]
    public void Events_on_their_way_have_no_cause()
    {
        var found = Explain(Facts(new DeliveryShare { SucceededAt = Now, Pending = 5 }));

        Assert.Equal((DeliveryCause.None, 5L, false), (found.Cause, found.Events, found.IsPaused));
    }

    [Fact]
    public void Endpoint_that_is_disabled()
    {
        var oldest = Now.AddMinutes(-3);
        var found = Explain(Facts() with
        {
            Endpoint = Endpoint with { Enabled = false },
            Backlog = new LogBacklog(4, 0, oldest),
            Parked = 2,
        });

        Assert.Equal((DeliveryCause.Disabled, 6L, true), (found.Cause, found.Events, found.IsPaused));
        Assert.Equal(oldest, found.Since);
        Assert.Equal("The endpoint is disabled. Events that wait: 6.", found.Text);
    }

    [Fact]
    public void Address_that_is_refused_before_the_first_request()
    {
        var found = Explain(Facts(DeliveryShare.None) with { AddressFault = "Set Webhooks:AllowedNetworks." });

        Assert.Equal((DeliveryCause.AddressRefused, "Set Webhooks:AllowedNetworks.", false), (found.Cause, found.Text, found.IsPaused));
    }

    [Theory]
    [InlineData(DeliveryFault.ForbiddenAddress, DeliveryCause.AddressRefused)]
    [InlineData(DeliveryFault.Clock, DeliveryCause.Clock)]
    public void Failure_that_the_operator_must_end_is_the_cause_whether_the_breaker_is_open_or_not(DeliveryFault fault, DeliveryCause cause)
    {
        var failing = Failing(fault, "What to do.") with { Pending = 1 };

        var closed = Explain(Facts(failing));
        var open = Explain(Facts(failing with { ResumesAt = Now.AddSeconds(4) }));

        Assert.Equal((cause, "What to do.", 1L, true), (closed.Cause, closed.Text, closed.Events, closed.IsPaused));
        Assert.Equal((cause, Now.AddSeconds(4)), (open.Cause, open.Until));
    }

    [Fact]
    public void Endpoint_that_counts_as_down()
    {
        var found = Explain(Facts(Failing(DeliveryFault.Status, Refusal) with { ResumesAt = Now.AddSeconds(4), Pending = 7 }));

        Assert.Equal((DeliveryCause.Breaker, 7L, true), (found.Cause, found.Events, found.IsPaused));
        Assert.Equal(Now.AddSeconds(4), found.Until);
        Assert.Equal(
            "The endpoint counts as down. Requests that failed in a row: 3. The next try is at 2026-11-23 09:00:04Z. "
                + "Latest failure: The answer is 500.",
            found.Text);
    }

    [Fact]
    public void Endpoint_that_takes_no_request_is_paused_although_its_breaker_is_closed()
    {
        var found = Explain(Facts(Failing(DeliveryFault.Status, Refusal) with { Pending = 40, Stuck = Stuck }));

        Assert.Equal((DeliveryCause.Failing, 40L, true), (found.Cause, found.Events, found.IsPaused));
        Assert.Equal(
            "No request has succeeded since 2026-11-23 08:59:50Z. Requests that failed in a row: 3. Latest failure: The answer is 500.",
            found.Text);
    }

    [Fact]
    public void Failure_that_is_not_repeated_is_told_and_pauses_nothing()
    {
        var found = Explain(Facts(Failing(DeliveryFault.Status, Refusal)) with { Endpoint = Endpoint with { Retry = false } });

        Assert.Equal((DeliveryCause.Failing, false), (found.Cause, found.IsPaused));
        Assert.Contains("They are not repeated.", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Silo_that_failed_before_another_one_succeeded_says_nothing()
    {
        var found = Explain(Facts(Failing(DeliveryFault.Status, Refusal), new DeliveryShare { SucceededAt = Now.AddSeconds(-5) }));

        Assert.Equal(DeliveryCause.None, found.Cause);
    }

    [Fact]
    public void Complaint_of_a_receiver_that_has_the_event_is_no_cause()
    {
        var record = new EndpointRecord(attemptsMax: 5);
        record.Add(Attempt(DeliveryFault.AnswerFailed, "The answer has ErrorCode 1."));

        Assert.Equal(DeliveryCause.None, Explain(Facts(record.ToShare())).Cause);
    }

    [Fact]
    public void Event_behind_an_earlier_one_while_other_users_are_delivered()
    {
        var share = Failing(DeliveryFault.Status, Refusal) with { SucceededAt = Now.AddSeconds(-1), Pending = 9, Stuck = Stuck };
        var found = Explain(Facts(share));

        Assert.Equal((DeliveryCause.EarlierEvent, 4L, false), (found.Cause, found.Events, found.IsPaused));
        Assert.Equal(
            "Event evt_7-8 of user 'ann' has failed since 2026-11-23 08:59:40Z. Tries: 5. "
                + "Later events of this user that wait behind it: 3. Other users do not wait. Latest failure: The answer is 500.",
            found.Text);
    }

    [Fact]
    public void Event_that_has_failed_a_moment_ago_is_on_its_way()
    {
        var share = new DeliveryShare { SucceededAt = Now, Pending = 2, Stuck = Stuck with { Since = Now.AddSeconds(-1) } };

        Assert.Equal(DeliveryCause.None, Explain(Facts(share)).Cause);
    }

    [Fact]
    public void Event_behind_one_that_is_parked()
    {
        var share = new DeliveryShare { SucceededAt = Now.AddSeconds(-1), ParkedUserId = "ann", ParkedUntil = Now.AddSeconds(30) };
        var found = Explain(Facts(share) with { Parked = 6 });

        Assert.Equal((DeliveryCause.EarlierEvent, 6L, false), (found.Cause, found.Events, found.IsPaused));
        Assert.Equal((Now.AddSeconds(30), "ann"), (found.Until, found.Detail));
    }

    [Fact]
    public void Transaction_that_hides_events()
    {
        var facts = Facts(new DeliveryShare { SucceededAt = Now.AddHours(-1) }) with
        {
            Holdup = new LogHoldup("99", 4711, "psql", "other", Now.AddSeconds(-30)),
            Backlog = new LogBacklog(20, 20, Now.AddSeconds(-20)),
        };
        var found = Explain(facts);

        Assert.Equal((DeliveryCause.LongTransaction, 20L, true), (found.Cause, found.Events, found.IsPaused));
        Assert.Equal(
            "A transaction that is open on the database server since 2026-11-23 08:59:30Z hides events: "
                + "process 4711 (application 'psql') in database 'other'. Events that it hides: 20.",
            found.Text);
        Assert.Equal(DeliveryCause.None, Explain(facts with { Backlog = LogBacklog.None }).Cause);
    }

    [Fact]
    public void Loss_that_is_held_back_for_its_grace()
    {
        var found = Explain(Facts(new DeliveryShare { Pending = 2, Held = 2, HeldUntil = Now.AddSeconds(9) }));

        Assert.Equal((DeliveryCause.Grace, 2L, false), (found.Cause, found.Events, found.IsPaused));
        Assert.Equal(Now.AddSeconds(9), found.Until);
    }

    [Fact]
    public void Event_that_the_filter_leaves_out()
    {
        var filtered = Endpoint with { Events = [StatusAction.Login] };
        var share = new DeliveryShare { SkippedCount = 12, Skipped = Skipped(StatusAction.Logout, isByFormat: false) };
        var found = Explain(Facts(share) with { Endpoint = filtered });

        Assert.Equal((DeliveryCause.Filter, 12L, false), (found.Cause, found.Events, found.IsPaused));
        Assert.Equal(
            "The latest event was not sent, because its kind is not among the events of the endpoint: evt_7-9, Logout. "
                + "Events that were not sent so far: 12.",
            found.Text);
        Assert.Equal(DeliveryCause.None, Explain(Facts(share)).Cause);
        var later = Explain(Facts(share with { SucceededAt = Now.AddSeconds(1) }) with { Endpoint = filtered });
        Assert.Equal(DeliveryCause.None, later.Cause);
        Assert.Contains("evt_7-9, Logout", later.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Event_that_the_format_has_no_message_for()
    {
        var share = new DeliveryShare { SkippedCount = 1, Skipped = Skipped(StatusAction.Decay, isByFormat: true) };

        var found = Explain(Facts(share) with { Endpoint = Endpoint with { Format = WebhookFormat.Tencent } });

        Assert.Equal(DeliveryCause.Filter, found.Cause);
        Assert.Contains("Tencent's callback has no message for it", found.Text, StringComparison.Ordinal);
        Assert.Equal(DeliveryCause.None, Explain(Facts(share)).Cause);
    }

    [Fact]
    public void Settings_come_before_failures_and_failures_before_single_users()
    {
        var everything = Facts(Failing(DeliveryFault.Status, Refusal) with
        {
            ResumesAt = Now.AddSeconds(4),
            Stuck = Stuck,
            Held = 1,
            HeldUntil = Now,
            Skipped = Skipped(StatusAction.Logout, isByFormat: false),
        }) with
        {
            Endpoint = Endpoint with { Enabled = false, Events = [StatusAction.Login] },
        };

        Assert.Equal(DeliveryCause.Disabled, Explain(everything).Cause);
        Assert.Equal(DeliveryCause.Breaker, Explain(everything with { Endpoint = Endpoint }).Cause);
    }

    private static StuckEvent Stuck { get; } = new("evt_7-8", "ann", Now.AddSeconds(-20), 5, 3, Refusal);

    private static SkippedEvent Skipped(StatusAction action, bool isByFormat) => new("evt_7-9", action, Now, isByFormat);

    private static DeliveryFacts Facts(params ImmutableArray<DeliveryShare> shares) => new() { Endpoint = Endpoint, Shares = shares };

    // Three failures since ten seconds ago, and no success.
    private static DeliveryShare Failing(DeliveryFault fault, string text)
    {
        var record = new EndpointRecord(attemptsMax: 5);
        for (var failed = 0; failed < 3; failed++)
            record.Add(Attempt(fault, text));
        return record.ToShare();
    }

    private static DeliveryAttempt Attempt(DeliveryFault fault, string text) => new()
    {
        At = Now.AddSeconds(-12),
        Duration = TimeSpan.FromSeconds(2),
        FirstEventId = "evt_7-8",
        EventCount = 1,
        Fault = fault,
        Text = text,
    };

    private static Found Explain(DeliveryFacts facts)
    {
        var found = facts.Explain(Now);
        return new Found(found.Cause, found.Text, found.Events, found.Since, found.Until, found.Detail, facts.IsPausedBy(found.Cause));
    }

    private sealed record Found(
        DeliveryCause Cause, string Text, long Events, DateTimeOffset? Since, DateTimeOffset? Until, string Detail, bool IsPaused);
}
