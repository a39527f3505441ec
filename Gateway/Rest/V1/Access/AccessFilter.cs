using PresenceCluster.Gateway.Acts;
using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1.Access;

/// <summary>
/// Guards every route of <c>/v1</c>. It admits the calls that <see cref="AccessRule"/> permits, and turns faults behind it into problems.
/// </summary>
internal sealed partial class AccessFilter(AccessCheck access, ILogger<AccessFilter> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        if (PathUserId.HasDotSegment(http))
            return ProblemKind.BadParameter.With("The path has a dot segment. POST /v1/apps/{app}/presence/query finds such users.");
        try
        {
            if (await access.RefuseAsync(http) is { } refused)
                return refused;
            return await next(context);
        }
        catch (Exception fault) when (GrainFault.IsPassing(fault) && !http.RequestAborted.IsCancellationRequested)
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

    [LoggerMessage(4311, LogLevel.Error, "{Path} failed.")]
    private partial void LogFailed(Exception fault, string path);
}
