using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1.Access;

/// <summary>
/// The one place that decides permissions: by the sender's standing, the kind of route, and whether the call changes anything.
/// </summary>
internal static class AccessRule
{
    /// <summary>Decides.</summary>
    /// <returns>The problem to answer with; null when the call may be made.</returns>
    public static ProblemKind? Judge(Standing standing, RouteClass route, bool isChange) => (standing, route) switch
    {
        (_, RouteClass.Anybody) => null,
        (Standing.Nobody, _) => ProblemKind.Unauthorized,
        (Standing.NewOperator or Standing.Viewer or Standing.Admin, RouteClass.Oneself) => null,
        (Standing.NewOperator, _) => ProblemKind.PasswordChangeRequired,
        (Standing.Admin, _) => null,
        (Standing.Viewer, RouteClass.Operators) => ProblemKind.AdminRequired,
        (Standing.Viewer, _) => isChange ? ProblemKind.AdminRequired : null,
        (Standing.AppAdministrator, RouteClass.App or RouteClass.Counts) => null,
        (Standing.User, RouteClass.App or RouteClass.Counts) => ProblemKind.NotAdministrator,
        _ => ProblemKind.Unauthorized,
    };
}
