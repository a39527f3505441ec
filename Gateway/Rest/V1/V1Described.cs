using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>The parts of a route's description that its signature does not show: query parameters, headers and problems.</summary>
internal static class V1Described
{
    /// <summary>The problems that a route may answer, one response per status.</summary>
    public static T WithProblems<T>(this T route, params ReadOnlySpan<ProblemKind> kinds)
        where T : IEndpointConventionBuilder
    {
        foreach (var kind in kinds)
            route.WithMetadata(kind);
        return route;
    }

    /// <summary>
    /// The document that a route accepts. The framework's own <c>Accepts</c> is not used: routing would refuse a body without a
    /// Content-Type, or with another one, before the route sees it.
    /// </summary>
    public static RouteHandlerBuilder WithBody<T>(this RouteHandlerBuilder route) => route.WithMetadata(new DescribedBody(typeof(T)));

    /// <summary>An optional query parameter.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, string name, string description)
        => route.WithMetadata(new DescribedParameter(name, description, IsHeader: false));

    /// <summary>The parameters and answers of every change of settings.</summary>
    public static RouteHandlerBuilder WithChangeParameters(this RouteHandlerBuilder route) => route
        .WithIfMatch()
        .WithQuery("enforceNow", "Whether users who are online are re-evaluated at once; false unless given.")
        .WithProblems(ProblemKind.UnreadableBody, ProblemKind.BadParameter, ProblemKind.BodyTooLarge);

    /// <summary>The parameters and answers of every change that is made from a version.</summary>
    public static RouteHandlerBuilder WithIfMatch(this RouteHandlerBuilder route) => route
        .WithMetadata(new DescribedParameter("If-Match", "The ETag that the change was made from, or *.", IsHeader: true))
        .WithProblems(ProblemKind.UnknownApp, ProblemKind.StaleVersion, ProblemKind.InvalidSettings, ProblemKind.VersionMissing);
}

/// <summary>A parameter for the OpenAPI document.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">Its effect.</param>
/// <param name="IsHeader">Whether it is a required header and not an optional part of the query.</param>
internal sealed record DescribedParameter(string Name, string Description, bool IsHeader);

/// <summary>A JSON body for the OpenAPI document.</summary>
/// <param name="Type">The type of its content.</param>
internal sealed record DescribedBody(Type Type);
