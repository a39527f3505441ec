using System.Collections.Immutable;
using System.Text.Json;

namespace PresenceCluster.AdminConsole.Audit;

/// <summary>A page of the audit log, newest first.</summary>
public sealed record AuditPageAnswer
{
    public ImmutableArray<AuditLine> Entries { get; init; } = [];

    /// <summary>The parameter for the next page; none when there is no next page.</summary>
    public long? Next { get; init; }
}

/// <summary>One change that was made through the API.</summary>
public sealed record AuditLine
{
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    public string Who { get; init; } = "";

    /// <summary>As what: an operator, or an administrator of the app.</summary>
    public string Caller { get; init; } = "";

    /// <summary>The address that the call came from; none in an entry of an earlier service.</summary>
    public string? Address { get; init; }

    public string What { get; init; } = "";

    public uint? App { get; init; }

    public string? Subject { get; init; }

    public JsonElement? Before { get; init; }

    public JsonElement? After { get; init; }
}
