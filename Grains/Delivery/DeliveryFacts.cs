using System.Collections.Immutable;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// What is known about the deliveries to an endpoint, and the one explanation that follows from it. The state of the endpoint, the console
/// and the log show this explanation. It has no clock, storage or network.
/// </summary>
internal sealed record DeliveryFacts
{
    /// <summary>A success of this age or less shows that the endpoint takes requests, although the latest one failed.</summary>
    private static readonly TimeSpan FreshSuccess = TimeSpan.FromSeconds(2);

    /// <summary>
    /// An event that has failed for less is about to be repeated. As a cause it would come and go where requests fail now and then.
    /// </summary>
    private static readonly TimeSpan StuckFrom = TimeSpan.FromSeconds(3);

    public required WebhookEndpoint Endpoint { get; init; }

    /// <summary>The parts of the silos that are known.</summary>
    public required ImmutableArray<DeliveryShare> Shares { get; init; }

    /// <summary>The events of the log that the endpoint has not received; empty where they were not counted.</summary>
    public LogBacklog Backlog { get; init; } = LogBacklog.None;

    /// <summary>How many events are parked; 0 where they were not counted.</summary>
    public long Parked { get; init; }

    /// <summary>Why the address may not be posted to, found without a request.</summary>
    public string? AddressFault { get; init; }

    /// <summary>A transaction that has been open for long on the database server.</summary>
    public LogHoldup? Holdup { get; init; }

    private long Waiting => Math.Max(Backlog.Count, Shares.Sum(share => share.Pending)) + Parked;

    /// <summary>The latest event that was not sent, unless the present settings would send it.</summary>
    private SkippedEvent? Skipped => Shares.Select(share => share.Skipped).OfType<SkippedEvent>().MaxBy(one => one.At) is { } skipped
        && (skipped.IsByFormat ? Endpoint.Format == WebhookFormat.Tencent : !Endpoint.Wants(skipped.Action))
            ? skipped
            : null;

    /// <summary>The first cause that applies. Causes that stop all events come first.</summary>
    public DeliveryExplanation Explain(DateTimeOffset now)
        => OfSettings()
            ?? OfAddress()
            ?? OfFailures(now)
            ?? OfLog()
            ?? OfStuckEvent(now)
            ?? OfParkedEvents()
            ?? OfGrace()
            ?? OfFilter()
            ?? Nothing();

    /// <summary>Whether a cause stops all deliveries. A failure is no pause while nothing waits for the next request.</summary>
    public bool IsPausedBy(DeliveryCause cause) => cause switch
    {
        DeliveryCause.Disabled or DeliveryCause.Breaker => true,
        DeliveryCause.AddressRefused or DeliveryCause.Clock or DeliveryCause.Failing or DeliveryCause.LongTransaction => Waiting > 0,
        _ => false,
    };

    private DeliveryExplanation? OfSettings() => Endpoint.Enabled
        ? null
        : Found(
            DeliveryCause.Disabled,
            Waiting,
            "The endpoint is disabled." + (Waiting > 0 ? $" Events that wait: {Waiting}." : ""),
            since: Backlog.OldestAt);

    // Before the first request the address is judged by itself. Afterwards the requests tell.
    private DeliveryExplanation? OfAddress() => AddressFault is { } fault && Shares.All(share => share.Attempts.IsEmpty)
        ? Found(DeliveryCause.AddressRefused, Waiting, fault, detail: fault)
        : null;

    // A silo whose latest failure lies before a success of another one says nothing.
    private DeliveryExplanation? OfFailures(DateTimeOffset now)
    {
        var succeededAt = Shares.Max(share => share.SucceededAt);
        ImmutableArray<DeliveryShare> failing =
            [.. Shares.Where(share => share.ResumesAt is not null || FailedAt(share) >= (succeededAt ?? DateTimeOffset.MinValue))];
        var resumesAt = failing.Max(share => share.ResumesAt);
        if (failing.IsEmpty || (resumesAt is null && now - succeededAt < FreshSuccess))
            return null;
        var latest = failing.SelectMany(share => share.Attempts).Where(HasFailed).MaxBy(attempt => attempt.At);
        var error = latest?.Text ?? "";
        var count = failing.Sum(share => share.FailuresInRow);
        var since = failing.Select(share => share.FailingSince).Append(succeededAt).Max();
        var found = latest?.Fault switch
        {
            DeliveryFault.ForbiddenAddress => Found(DeliveryCause.AddressRefused, Waiting, error),
            DeliveryFault.Clock => Found(DeliveryCause.Clock, Waiting, error),
            _ when resumesAt is { } at => Found(
                DeliveryCause.Breaker,
                Waiting,
                $"The endpoint counts as down. Requests that failed in a row: {count}. The next try is at {at:u}. Latest failure: {error}"),
            _ => Found(
                DeliveryCause.Failing,
                Waiting,
                $"No request has succeeded since {since:u}. Requests that failed in a row: {count}. "
                    + $"{(Endpoint.Retry ? "" : "They are not repeated. ")}Latest failure: {error}"),
        };
        return found with { Since = since, Until = resumesAt, Detail = error };
    }

    private DeliveryExplanation? OfLog() => Holdup is { } holdup && Backlog.Hidden > 0
        ? Found(
            DeliveryCause.LongTransaction,
            Backlog.Hidden,
            $"A transaction that is open on the database server since {holdup.Since:u} hides events: {holdup.Name}. "
                + $"Events that it hides: {Backlog.Hidden}.",
            since: holdup.Since,
            detail: holdup.Name)
        : null;

    private DeliveryExplanation? OfStuckEvent(DateTimeOffset now)
        => Shares.Select(share => share.Stuck).OfType<StuckEvent>().MinBy(one => one.Since) is { } stuck && now - stuck.Since >= StuckFrom
            ? Found(
                DeliveryCause.EarlierEvent,
                stuck.Behind + 1,
                $"Event {stuck.EventId} of user '{stuck.UserId}' has failed since {stuck.Since:u}. Tries: {stuck.Tries}. "
                    + $"Later events of this user that wait behind it: {stuck.Behind}. Other users do not wait. "
                    + $"Latest failure: {stuck.LastError}",
                since: stuck.Since,
                detail: $"{stuck.EventId}, {stuck.UserId}")
            : null;

    private DeliveryExplanation? OfParkedEvents()
        => Shares.Where(share => share.ParkedUserId is not null).MinBy(share => share.ParkedUntil) is { } next
            ? Found(
                DeliveryCause.EarlierEvent,
                Parked,
                $"Events of user '{next.ParkedUserId}' are parked behind one that kept failing. The next try is at {next.ParkedUntil:u}. "
                    + "Other users do not wait.",
                until: next.ParkedUntil,
                detail: next.ParkedUserId ?? "")
            : null;

    private DeliveryExplanation? OfGrace()
    {
        var held = Shares.Sum(share => share.Held);
        var until = Shares.Min(share => share.HeldUntil);
        return held == 0
            ? null
            : Found(
                DeliveryCause.Grace,
                held,
                $"The loss of a connection is held back for its grace until {until:u}. Users with such events: {held}.",
                until: until);
    }

    private DeliveryExplanation? OfFilter()
    {
        if (Skipped is not { } skipped || skipped.At < Shares.Max(share => share.SucceededAt))
            return null;
        var count = Shares.Sum(share => share.SkippedCount);
        var reason = skipped.IsByFormat ? "Tencent's callback has no message for it" : "its kind is not among the events of the endpoint";
        return Found(
            DeliveryCause.Filter,
            count,
            $"The latest event was not sent, because {reason}: {skipped.EventId}, {skipped.Action}. Events that were not sent so far: {count}.",
            since: skipped.At,
            detail: $"{skipped.EventId}, {skipped.Action}");
    }

    private DeliveryExplanation Nothing()
    {
        var waiting = Waiting > 0 ? $" Events on their way: {Waiting}." : "";
        var skipped = Skipped is { } latest ? $" The latest event that its settings leave out: {latest.EventId}, {latest.Action}." : "";
        return Found(DeliveryCause.None, Waiting, $"Nothing holds events up.{waiting}{skipped}");
    }

    private static bool HasFailed(DeliveryAttempt attempt) => attempt.Fault is not null and not DeliveryFault.AnswerFailed;

    /// <summary>When the latest request failed; null when it succeeded.</summary>
    private static DateTimeOffset? FailedAt(DeliveryShare share)
        => share.FailuresInRow > 0 && share.Attempts.LastOrDefault(HasFailed) is { } failed ? failed.At + failed.Duration : null;

    private static DeliveryExplanation Found(
        DeliveryCause cause, long events, string text, DateTimeOffset? since = null, DateTimeOffset? until = null, string detail = "")
        => new() { Cause = cause, Events = events, Text = text, Since = since, Until = until, Detail = detail };
}
