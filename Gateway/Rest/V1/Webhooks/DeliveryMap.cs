using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Gateway.Rest.V1.Webhooks;

/// <summary>Maps <see cref="DeliveryRoutes"/> and describes the parameters and answers of each route.</summary>
internal static class DeliveryMap
{
    private const string Tag = "Webhooks";

    public static void Map(RouteGroupBuilder app, DeliveryRoutes deliveries)
    {
        app.MapGet("/endpoints/{endpoint}/state", (HttpContext context, string app, string endpoint) => deliveries.GetStateAsync(context, endpoint))
            .WithName("getEndpointState").WithTags(Tag)
            .WithSummary("Backlog, counters and the latest attempts of an endpoint, and why events wait or were not sent.")
            .Produces<EndpointState>().WithProblems(ProblemKind.UnknownApp, ProblemKind.UnknownEndpoint);
        app.MapPost("/endpoints/{endpoint}/test", (HttpContext context, string app, string endpoint) => deliveries.TestAsync(context, endpoint))
            .WithName("testEndpoint").WithTags(Tag).WithSummary("Sends an event made up for the purpose, signed like any other, and tells how it went.")
            .Produces<DeliveryAttempt>().WithProblems(ProblemKind.UnknownApp, ProblemKind.UnknownEndpoint);
        app.MapGet(
                "/endpoints/{endpoint}/dead-letters",
                (HttpContext context, string app, string endpoint) => deliveries.GetDeadLettersAsync(context, endpoint))
            .WithName("listDeadLetters").WithTags(Tag).WithSummary("The events that were given up, in the log's order.")
            .WithQuery("after", "The id of the last event of the page before.").WithQuery("limit", "The most of one page, 1 to 1,000; 100 unless given.")
            .Produces<DeadLetterListBody>().WithProblems(ProblemKind.BadParameter, ProblemKind.UnknownApp, ProblemKind.UnknownEndpoint);
        app.MapPost(
                "/endpoints/{endpoint}/dead-letters/resend",
                (HttpContext context, string app, string endpoint) => deliveries.ResendAsync(context, endpoint))
            .WithName("resendDeadLetters").WithTags(Tag).WithSummary("Sends dead letters again: some, or all. Answers how many.")
            .WithSelection();
        app.MapPost(
                "/endpoints/{endpoint}/dead-letters/purge",
                (HttpContext context, string app, string endpoint) => deliveries.PurgeAsync(context, endpoint))
            .WithName("purgeDeadLetters").WithTags(Tag).WithSummary("Deletes dead letters for good: some, or all. Answers how many.")
            .WithSelection();
    }

    private static void WithSelection(this RouteHandlerBuilder route) => route
        .WithBody<DeadLetterSelectionBody>().Produces<CountBody>()
        .WithProblems(ProblemKind.UnreadableBody, ProblemKind.UnknownApp, ProblemKind.UnknownEndpoint, ProblemKind.BodyTooLarge);
}
