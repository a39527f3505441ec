using System.Collections.Immutable;
using System.Text.Json;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Cluster;

/// <summary>A page of the audit log.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="Next">What to give as <c>before</c> for the page behind this one; absent when there is none.</param>
internal sealed record AuditPageBody(ImmutableArray<AuditLineBody> Entries, long? Next);

/// <summary>One change that somebody made.</summary>
/// <param name="Id">Its number: later entries have higher ones.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who.</param>
/// <param name="Caller">As what.</param>
/// <param name="What">What was done, such as <c>login-policy.changed</c>.</param>
/// <param name="App">The app that it concerns; absent when it concerns none.</param>
/// <param name="Subject">What was changed: the user, the endpoint, the operator, the process.</param>
/// <param name="Before">What differs, as it was before; keys are masked.</param>
/// <param name="After">What differs, as it is after.</param>
internal sealed record AuditLineBody(
    long Id, DateTimeOffset At, string Who, AuditCaller Caller, string What, uint? App, string? Subject, JsonElement? Before, JsonElement? After)
{
    public static AuditLineBody From(AuditRecord entry) => new(
        entry.Id, entry.At, entry.Who, entry.Caller, entry.Action, entry.App?.Value, entry.Subject, Read(entry.Before), Read(entry.After));

    private static JsonElement? Read(string? json) => json is null ? null : JsonElement.Parse(json);
}

/// <summary>What a kick ended, for the audit log.</summary>
/// <param name="Session">The one session; absent when more were meant.</param>
/// <param name="Platform">The platform whose sessions were meant; absent with a session, and when all were.</param>
/// <param name="RevokesCredentials">Whether every credential issued until then stopped logging in.</param>
internal sealed record KickedBody(string? Session, string? Platform, bool RevokesCredentials);
