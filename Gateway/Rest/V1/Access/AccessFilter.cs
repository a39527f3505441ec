using PresenceCluster.Gateway.Acts;
using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1.Access;

/// <summary>
/// Guards every route of <c>/v1</c>. It admits the calls that <see cref="AccessRule"/> permits, ends those that take too long, and turns
/// faults behind it into problems.
/// </summary>
internal sealed partial class AccessFilter(AccessCheck access, TimeProvider time, ILogger<AccessFilter> log) : IEndpointFilter
{
    /// <summary>
    /// The longest that a call may take: one grain call (<c>Cluster:ResponseTimeout</c>, 6 s) and something for the rest of it, but less than
    /// the 10 s after which many HTTP clients give up. A stream of events is not limited once it has begun.
    /// </summary>
    public static readonly TimeSpan CallTimeMax = TimeSpan.FromSeconds(8);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var callerLeft = http.RequestAborted;
        using var timeout = new CancellationTokenSource(CallTimeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(callerLeft, timeout.Token);
        http.RequestAborted = either.Token;
        try
        {
            return await AnswerAsync(context, next, callerLeft);
        }
        finally
        {
            // The answer is written behind this filter, and the caller is there to read it.
            http.RequestAborted = callerLeft;
        }
    }

    private async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, CancellationToken callerLeft)
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
        catch (Exception fault) when (GrainFault.IsPassing(fault) && !callerLeft.IsCancellationRequested)
        {
            LogFailed(fault, http.Request.Path.Value ?? "");
            return ProblemKind.Unavailable.With();
        }
        catch (BadHttpRequestException fault)
        {
            return ProblemKind.UnreadableBody.With(fault.Message);
        }
        catch (Exception fault) when (!callerLeft.IsCancellationRequested && !http.Response.HasStarted)
        {
            // The outermost loop of a call.
            LogFailed(fault, http.Request.Path.Value ?? "");
            return ProblemKind.Internal.With();
        }
    }

    [LoggerMessage(4311, LogLevel.Error, "{Path} failed.")]
    private partial void LogFailed(Exception fault, string path);
}
