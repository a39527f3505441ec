using System.Collections.Immutable;
using System.Text.Json;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Cluster;

/// <summary>A page of the audit log.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="Next">The value of <c>before</c> for the next page; absent when there is none.</param>
internal sealed record AuditPageBody(ImmutableArray<AuditLineBody> Entries, long? Next);

/// <summary>One change that was made through the API.</summary>
/// <param name="Id">Its number. Later entries have higher numbers.</param>
/// <param name="At">When.</param>
/// <param name="Who">The caller's name.</param>
/// <param name="Caller">The kind of caller.</param>
/// <param name="Address">The address that the call came from; absent in entries of earlier builds.</param>
/// <param name="What">The kind of change, such as <c>login-policy.changed</c>.</param>
/// <param name="App">The app that it concerns; absent when it concerns none.</param>
/// <param name="Subject">The changed thing: the user, the endpoint, the operator, the process.</param>
/// <param name="Before">The differing members as they were before; keys are masked.</param>
/// <param name="After">The differing members as they are after.</param>
internal sealed record AuditLineBody(
    long Id,
    DateTimeOffset At,
    string Who,
    AuditCaller Caller,
    string? Address,
    string What,
    uint? App,
    string? Subject,
    JsonElement? Before,
    JsonElement? After)
{
    public static AuditLineBody From(AuditRecord entry) => new(
        entry.Id,
        entry.At,
        entry.Who,
        entry.Caller,
        entry.Address,
        entry.Action,
        entry.App?.Value,
        entry.Subject,
        Read(entry.Before),
        Read(entry.After));

    private static JsonElement? Read(string? json) => json is null ? null : JsonElement.Parse(json);
}

/// <summary>The scope of a kick, for the audit log.</summary>
/// <param name="Session">The one session; absent when the kick covers more.</param>
/// <param name="Platform">The platform of the kicked sessions; absent with a session, and when all platforms were kicked.</param>
/// <param name="RevokesCredentials">Whether every credential issued before the kick stopped logging in.</param>
internal sealed record KickedBody(string? Session, string? Platform, bool RevokesCredentials);
