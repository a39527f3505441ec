using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Events;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Gateway.Rest.V1.Events;

/// <summary>The app's status events: by pages from any position that is kept, live as a stream, and one user's.</summary>
internal sealed class EventRoutes(
    IEventLog log,
    EventPages pages,
    EventFeeds feeds,
    AccessCheck access,
    IOptions<EventStreamOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<EventStreamResult> streamLog)
{
    private const int LimitDefault = 100;
    private const int LimitMax = 1000;

    /// <summary>A page in the log's order.</summary>
    public async Task<IResult> GetPageAsync(HttpContext context)
    {
        if (!QueryNumber.TryRead(context, "limit", LimitDefault, LimitMax, out var limit, out var problem)
            || !TryReadPosition(context.Request.Query["after"], "after", out var given, out problem))
        {
            return problem;
        }

        var app = context.Caller().App.App;
        var (events, start) = given is { } after
            ? (await pages.ReadAsync(app, after, limit, context.RequestAborted), after)
            : await pages.ReadOldestAsync(app, limit, context.RequestAborted);
        if (events is null)
            return ProblemKind.PositionGone.With();
        var next = events.Count == 0 ? start : events[^1].Position;
        return TypedResults.Json(new EventPageBody([.. events.Select(StatusEventBody.From)], next.ToString()), V1Json.Default.EventPageBody);
    }

    /// <summary>A live stream.</summary>
    public async Task<IResult> StreamAsync(HttpContext context)
    {
        if (!TryReadPosition(context.Request.Query["after"], "after", out var after, out var problem)
            || !TryReadPosition(context.Request.Headers["Last-Event-ID"], "Last-Event-ID", out var last, out problem))
        {
            return problem;
        }

        var app = context.Caller().App.App;
        if (feeds.TryEnter(app) is not { } place)
            return ProblemKind.TooManyStreams.With();
        context.Response.RegisterForDispose(place);
        // A browser that reconnects repeats the first URL, so the id of the last event that it has seen takes priority.
        var given = last ?? after;
        if (given is { } known && await pages.ReadAsync(app, known, 1, context.RequestAborted) is null)
            return ProblemKind.PositionGone.With();
        var start = given ?? await pages.EndAsync(app, context.RequestAborted);
        return new EventStreamResult(
            new EventStream(place.Feed, start, () => access.MayGoOnAsync(context), options.Value, time),
            lifetime.ApplicationStopping,
            streamLog);
    }

    /// <summary>A page of one user's events, newest first.</summary>
    public async Task<IResult> GetUserAsync(HttpContext context, string user)
    {
        if (!PathUserId.TryRead(context, user, out var userId))
            return ProblemKind.BadParameter.With("The user id is not 1 to 32 bytes of printable ASCII.");
        if (!QueryNumber.TryRead(context, "limit", LimitDefault, LimitMax, out var limit, out var problem)
            || !QueryNumber.TryReadBefore(context, "a version", out var before, out problem))
        {
            return problem;
        }

        var events = await log.ReadUserAsync(new UserKey(context.Caller().App.App, userId), before, limit, context.RequestAborted);
        return TypedResults.Json(new UserEventsBody(userId, [.. events.Select(StatusEventBody.From)]), V1Json.Default.UserEventsBody);
    }

    private static bool TryReadPosition(
        Microsoft.Extensions.Primitives.StringValues values,
        string name,
        out EventPosition? position,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out ProblemResult? problem)
    {
        (position, problem) = (null, null);
        if (values is [] or [""] or [null])
            return true;
        if (values is [{ } text] && EventPosition.TryParse(text, out var parsed))
        {
            position = parsed;
            return true;
        }

        problem = ProblemKind.BadParameter.With($"{name} must be a position as events carry it.");
        return false;
    }
}
