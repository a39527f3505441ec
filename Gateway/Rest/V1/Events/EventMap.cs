using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Gateway.Rest.V1.Events;

/// <summary>Maps <see cref="EventRoutes"/> and describes the parameters and answers of each route.</summary>
internal static class EventMap
{
    private const string Tag = "Events";
    private const string Limit = "The most of one page, 1 to 1,000; 100 unless given.";

    public static void Map(RouteGroupBuilder app, EventRoutes events)
    {
        app.MapGet("/events", (HttpContext context, string app) => events.GetPageAsync(context))
            .WithName("listEvents").WithTags(Tag).WithSummary("The app's status events in the log's order, for as long as they are kept.")
            .WithQuery("after", "The position behind which the page begins; the oldest event that is kept without it.").WithQuery("limit", Limit)
            .Produces<EventPageBody>().WithProblems(ProblemKind.BadParameter, ProblemKind.PositionGone);
        app.MapGet("/events/stream", (HttpContext context, string app) => events.StreamAsync(context))
            .WithName("streamEvents").WithTags(Tag)
            .WithSummary("The same, live, as server-sent events whose id is the position. Last-Event-ID goes on from there.")
            .WithQuery("after", "The position behind which the stream begins, if there is no Last-Event-ID; now without either.")
            .Produces<StatusEventBody>(StatusCodes.Status200OK, "text/event-stream")
            .WithProblems(ProblemKind.BadParameter, ProblemKind.PositionGone, ProblemKind.TooManyStreams);
        app.MapGet("/users/{user}/events", (HttpContext context, string app, string user) => events.GetUserAsync(context, user))
            .WithName("listUserEvents").WithTags(Tag).WithSummary("One user's events, newest first, for as long as they are kept.")
            .WithQuery("before", "The version below which the page begins; the newest without it.").WithQuery("limit", Limit)
            .Produces<UserEventsBody>().WithProblems(ProblemKind.BadParameter);
    }
}
