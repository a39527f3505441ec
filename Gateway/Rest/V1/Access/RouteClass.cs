namespace PresenceCluster.Gateway.Rest.V1.Access;

/// <summary>The callers that a route is for.</summary>
internal enum RouteClass
{
    /// <summary>Everyone: signing in.</summary>
    Anybody,

    /// <summary>An operator, about oneself.</summary>
    Oneself,

    /// <summary>One app: its administrators and the operators.</summary>
    App,

    /// <summary>The cluster: operators.</summary>
    Cluster,

    /// <summary>Counts of the cluster, or of the one app that the query names: for operators, and for administrators of that app.</summary>
    Counts,

    /// <summary>The operators themselves: administrators only, for reading too.</summary>
    Operators,
}

/// <summary>Marks routes with their <see cref="RouteClass"/>.</summary>
/// <param name="Class">The callers that the route is for.</param>
internal sealed record RouteClassMark(RouteClass Class);

/// <summary>Marks a route that only reads although its method is POST.</summary>
internal sealed record ReadingMark
{
    public static readonly ReadingMark Instance = new();
}
