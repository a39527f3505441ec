using System.Collections.Immutable;

namespace PresenceCluster.AdminConsole.Api;

/// <summary>A call of <c>/v1</c> that was not performed. Every page shows it in the same way (<c>ConsoleComponent</c>).</summary>
public sealed class ApiFaultException(ApiProblem problem, string? currentETag = null)
    : Exception(problem.Detail ?? problem.Title)
{
    public ApiProblem Problem { get; } = problem;

    /// <summary>The ETag of the present version, which a 412 carries.</summary>
    public string? CurrentETag { get; } = currentETag;

    public bool IsStale => Problem.Status == 412;

    /// <summary>Whether it was a password that was refused, and not the token.</summary>
    public bool IsWrongPassword => Problem.Code == "wrong-password";

    /// <summary>Whether the operator's identity provider must solve it, and not this service.</summary>
    public bool IsExternalOperator => Problem.Code == "external-operator";
}

/// <summary>A problem document (RFC 9457) as <c>/v1</c> writes it; status 0 when no answer came.</summary>
public sealed record ApiProblem
{
    public int Status { get; init; }

    public string Code { get; init; } = "";

    public string Title { get; init; } = "";

    public string? Detail { get; init; }

    public ImmutableArray<string> Errors { get; init; } = [];
}
