using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1.Access;

/// <summary>Decides whether a call of <c>/v1</c> is permitted to its sender at this moment.</summary>
internal sealed class AccessCheck(CallerCheck callers)
{
    /// <summary>Why the call is refused; null when it is not.</summary>
    public async ValueTask<ProblemResult?> RefuseAsync(HttpContext http)
    {
        var marks = http.GetEndpoint()?.Metadata
            ?? throw new InvalidOperationException("The filter stands before no route.");
        var route = marks.GetRequiredMetadata<RouteClassMark>().Class;
        if (route == RouteClass.Anybody)
            return null;

        var isChange = !HttpMethods.IsGet(http.Request.Method) && marks.GetMetadata<ReadingMark>() is null;
        var (standing, obstacle) = await callers.FindAsync(http);
        return AccessRule.Judge(standing, route, isChange) is not { } problem || standing == Standing.Nobody ? obstacle : problem.With();
    }

    /// <summary>Whether a long answer may continue. If that cannot be determined, it may.</summary>
    public async ValueTask<bool> MayGoOnAsync(HttpContext http)
        => await RefuseAsync(http) is not { Problem.Status: not StatusCodes.Status503ServiceUnavailable };
}
