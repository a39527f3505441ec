using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1.Webhooks;

/// <summary>Maps <see cref="EndpointRoutes"/> and describes the parameters and answers of each route.</summary>
internal static class EndpointMap
{
    private const string Tag = "Webhooks";

    public static void Map(RouteGroupBuilder app, EndpointRoutes endpoints)
    {
        app.MapGet("/endpoints", (HttpContext context, string app) => endpoints.ListAsync(context))
            .WithName("listEndpoints").WithTags(Tag).WithSummary("The webhook endpoints, secrets masked. The ETag is the settings' version.")
            .Produces<EndpointListBody>().WithProblems(ProblemKind.UnknownApp);
        app.MapPost("/endpoints", (HttpContext context, string app) => endpoints.CreateAsync(context))
            .WithName("createEndpoint").WithTags(Tag)
            .WithSummary(
                "Creates an endpoint from now on, or from the position startAfter. Its id and secret are made, and the secret shown this once. "
                    + "The answer has a member warning when the address is not public and not allowed.")
            .WithBody<WebhookEndpoint>().Produces<WebhookEndpoint>(StatusCodes.Status201Created)
            .WithProblems(
                ProblemKind.UnreadableBody, ProblemKind.UnknownApp, ProblemKind.StaleVersion, ProblemKind.BodyTooLarge, ProblemKind.InvalidSettings);
        app.MapGet("/endpoints/{endpoint}", (HttpContext context, string app, string endpoint) => endpoints.GetAsync(context, endpoint))
            .WithName("getEndpoint").WithTags(Tag).WithSummary("One endpoint, secrets masked.")
            .Produces<WebhookEndpoint>().WithProblems(ProblemKind.UnknownApp, ProblemKind.UnknownEndpoint);
        app.MapPut("/endpoints/{endpoint}", (HttpContext context, string app, string endpoint) => endpoints.PutAsync(context, endpoint))
            .WithName("putEndpoint").WithTags(Tag).WithSummary("Replaces an endpoint. Absent or masked secrets stay as they are.")
            .WithBody<WebhookEndpoint>().Produces<WebhookEndpoint>()
            .WithIfMatch().WithProblems(ProblemKind.UnreadableBody, ProblemKind.UnknownEndpoint, ProblemKind.BodyTooLarge);
        app.MapDelete("/endpoints/{endpoint}", (HttpContext context, string app, string endpoint) => endpoints.DeleteAsync(context, endpoint))
            .WithName("deleteEndpoint").WithTags(Tag).WithSummary("Removes an endpoint; what it was not sent, it will not get.")
            .Produces(StatusCodes.Status204NoContent).WithIfMatch().WithProblems(ProblemKind.UnknownEndpoint);
        app.MapPost(
                "/endpoints/{endpoint}/rotate-secret",
                (HttpContext context, string app, string endpoint) => endpoints.RotateSecretAsync(context, endpoint))
            .WithName("rotateEndpointSecret").WithTags(Tag)
            .WithSummary("Makes a new secret and shows it this once. In the native format the one before signs beside it.")
            .Produces<NewSecretBody>().WithProblems(ProblemKind.UnknownApp, ProblemKind.UnknownEndpoint, ProblemKind.StaleVersion, ProblemKind.InvalidSettings);
    }
}
