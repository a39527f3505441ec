using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Audit;

/// <summary>One change that was made through the API. It holds no secret.</summary>
public sealed record AuditRecord
{
    /// <summary>Its number, given when it is stored. Later entries have higher numbers.</summary>
    public long Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The caller's name.</summary>
    public required string Who { get; init; }

    /// <summary>As what.</summary>
    public required AuditCaller Caller { get; init; }

    /// <summary>The address that the call came from, behind trusted proxies the caller's own; null in entries of earlier builds.</summary>
    public string? Address { get; init; }

    /// <summary>The name of an <see cref="AuditAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The app that it concerns, if it concerns one.</summary>
    public AppId? App { get; init; }

    /// <summary>The changed thing: the user, the endpoint, the operator, the process.</summary>
    public string? Subject { get; init; }

    /// <summary>How it was before, as JSON.</summary>
    public string? Before { get; init; }

    /// <summary>How it was after, as JSON.</summary>
    public string? After { get; init; }
}
