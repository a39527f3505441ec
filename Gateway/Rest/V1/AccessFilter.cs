namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>
/// Stands before every route of <c>/v1</c>: lets through whom <see cref="AccessRule"/> permits, and turns what fails behind it into a
/// problem.
/// </summary>
internal sealed partial class AccessFilter(CallerCheck callers, ILogger<AccessFilter> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            if (await RefuseAsync(http) is { } refused)
                return refused;
            return await next(context);
        }
        catch (Exception fault) when (GrainFault.IsPassing(fault))
        {
            LogFailed(fault, http.Request.Path.Value ?? "");
            return ProblemKind.Unavailable.With();
        }
        catch (BadHttpRequestException fault)
        {
            return ProblemKind.UnreadableBody.With(fault.Message);
        }
        catch (Exception fault) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            // The outermost loop of a call.
            LogFailed(fault, http.Request.Path.Value ?? "");
            return ProblemKind.Internal.With();
        }
    }

    private async ValueTask<ProblemResult?> RefuseAsync(HttpContext http)
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

    [LoggerMessage(4311, LogLevel.Error, "{Path} failed.")]
    private partial void LogFailed(Exception fault, string path);
}
