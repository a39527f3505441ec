using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Cluster;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.V1.Users;

/// <summary>Ends one session of a user, those of a platform, or all.</summary>
internal sealed class KickRoutes(IGrainFactory grains, ActClock acts, AuditTrail audit, RevocationNotice notice)
{
    private const string PlatformParameter = "platform";
    private const string RevokeParameter = "revokeCredentials";

    /// <summary>Ends one session. The credentials stay in force unless <c>revokeCredentials=true</c> says otherwise.</summary>
    public Task<IResult> KickOneAsync(HttpContext context, string user, string session)
    {
        if (!SessionId.TryParse(session, out var id))
            return Task.FromResult<IResult>(ProblemKind.UnknownSession.With());
        return FindProblem(context, RevokeParameter) is { } problem
            ? Task.FromResult<IResult>(problem)
            : KickAsync(context, user, new KickRequest { AskedAt = acts.Next(), Session = id, RevokesCredentials = Revokes(context, byDefault: false) });
    }

    /// <summary>Ends the sessions of <c>platform</c>, or, without it, all sessions and (unless told otherwise) all credentials.</summary>
    public Task<IResult> KickManyAsync(HttpContext context, string user)
    {
        if (FindProblem(context, PlatformParameter, RevokeParameter) is { } problem)
            return Task.FromResult<IResult>(problem);
        if (!context.Request.Query.TryGetValue(PlatformParameter, out var name))
            return KickAsync(context, user, new KickRequest { AskedAt = acts.Next(), RevokesCredentials = Revokes(context, byDefault: true) });
        return Platforms.TryParse(name, out var platform)
            ? KickAsync(context, user, new KickRequest { AskedAt = acts.Next(), Platform = platform, RevokesCredentials = Revokes(context, byDefault: false) })
            : Task.FromResult<IResult>(ProblemKind.UnknownPlatform.With(
                $"'{name}' is none of {string.Join(", ", Platforms.All.Select(known => known.Name))}."));
    }

    private async Task<IResult> KickAsync(HttpContext context, string user, KickRequest request)
    {
        if (!PathUserId.TryRead(context, user, out var userId))
            return ProblemKind.BadParameter.With("The user id is not 1 to 32 bytes of printable ASCII.");
        var key = new UserKey(context.Caller().App.App, userId);
        var reply = await grains.GetGrain<IUserGrain>(key.ToString()).KickAsync(request, context.RequestAborted);
        switch (reply.Outcome)
        {
            case KickOutcome.UnknownAccount:
                return ProblemKind.UnknownUser.With();
            case KickOutcome.NothingToKick when request.Session is not null:
                return ProblemKind.UnknownSession.With();
            default:
                await audit.NoteAsync(context, AuditAction.UserKicked, key.App, userId, after: Describe(request));
                notice.Tell(context.Response.Headers, key, reply.CredentialsRevokedAt);
                return TypedResults.NoContent();
        }
    }

    private static string Describe(KickRequest request) => JsonSerializer.Serialize(
        new KickedBody(request.Session?.ToString(), request.Platform?.Name, request.RevokesCredentials), V1Json.Default.KickedBody);

    // A mistyped parameter must not turn "kick the Web sessions" into "kick everything".
    private static ProblemResult? FindProblem(HttpContext context, params ReadOnlySpan<string> known)
    {
        foreach (var (name, value) in context.Request.Query)
        {
            if (!known.Contains(name))
                return ProblemKind.BadParameter.With($"The parameter {name} is unknown here.");
            if (value.Count != 1)
                return ProblemKind.BadParameter.With($"The parameter {name} is repeated.");
            if (name == RevokeParameter && !bool.TryParse(value, out _))
                return ProblemKind.BadParameter.With($"{name} must be true or false.");
        }

        return null;
    }

    private static bool Revokes(HttpContext context, bool byDefault)
        => context.Request.Query.TryGetValue(RevokeParameter, out var value) ? bool.Parse(value.ToString()) : byDefault;
}
