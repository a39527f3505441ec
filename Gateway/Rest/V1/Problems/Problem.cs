using System.Collections.Immutable;

namespace PresenceCluster.Gateway.Rest.V1.Problems;

/// <summary>The answer of <c>/v1</c> to a call that it does not perform (RFC 9457).</summary>
internal sealed record Problem
{
    /// <summary>Names the kind of problem for programs. Stable, and equal to <see cref="Code"/> except for the prefix.</summary>
    public required string Type { get; init; }

    /// <summary>The kind in a sentence.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Names the kind of problem for programs; stable.</summary>
    public required string Code { get; init; }

    /// <summary>The fault of this call.</summary>
    public string? Detail { get; init; }

    /// <summary>Every broken rule in a sentence, where there may be several.</summary>
    public ImmutableArray<string>? Errors { get; init; }
}
