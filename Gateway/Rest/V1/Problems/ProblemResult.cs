using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace PresenceCluster.Gateway.Rest.V1.Problems;

/// <summary>The one place where <c>/v1</c> writes a problem, and logs it.</summary>
internal sealed partial class ProblemResult(Problem problem) : IResult
{
    private static readonly TimeSpan UnavailablePause = TimeSpan.FromSeconds(1);

    /// <summary>The problem.</summary>
    public Problem Problem => problem;

    /// <summary>The current ETag, which a 412 carries.</summary>
    public string? CurrentETag { get; init; }

    /// <summary>How long the caller should wait before trying again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; } = problem.Status == StatusCodes.Status503ServiceUnavailable ? UnavailablePause : null;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var log = httpContext.RequestServices.GetRequiredService<ILogger<ProblemResult>>();
        LogProblem(log, httpContext.Request.Method, httpContext.Request.Path.Value ?? "", problem.Status, problem.Code, problem.Detail);
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        if (CurrentETag is not null)
            response.Headers.ETag = CurrentETag;
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = new StringValues("Bearer");
        if (RetryAfter is { } pause)
            response.Headers.RetryAfter = new StringValues(Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        return response.WriteAsJsonAsync(problem, V1Json.Default.Problem, "application/problem+json", httpContext.RequestAborted);
    }

    [LoggerMessage(4301, LogLevel.Information, "{Method} {Path} was answered with {Status} {Code}: {Detail}")]
    private static partial void LogProblem(ILogger log, string method, string path, int status, string code, string? detail);
}
