using System.Collections.Immutable;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1.Users;

/// <summary>Reads presences: one user, many users, a user's sessions. No user grain is activated.</summary>
internal sealed class PresenceRoutes(IPresenceQuery query, ProcessTraffic traffic, V1Body bodies)
{
    /// <summary>One user's presence.</summary>
    public Task<IResult> GetPresenceAsync(HttpContext context, string user)
        => ReadAsync(context, user, (id, presence) => TypedResults.Json(PresenceBody.From(id, presence), V1Json.Default.PresenceBody));

    /// <summary>A user's sessions.</summary>
    public Task<IResult> GetSessionsAsync(HttpContext context, string user)
        => ReadAsync(context, user, (id, presence) => TypedResults.Json(
            new SessionListBody(id, [.. presence.Sessions.Select(SessionBody.From)]), V1Json.Default.SessionListBody));

    /// <summary>Many presences.</summary>
    public async Task<IResult> QueryAsync(HttpContext context)
    {
        var (body, problem) = await bodies.ReadAsync(context, V1Json.Default.PresenceQueryBody);
        if (body is null)
            return problem!;
        if (body.UserIds.IsDefaultOrEmpty)
            return ProblemKind.UnreadableBody.With("userIds must hold at least one user id.");
        if (body.UserIds.Length > IPresenceQuery.UsersMax)
            return ProblemKind.TooManyUsers.With($"userIds holds {body.UserIds.Length}.");
        if (!body.UserIds.All(UserKey.IsValidUserId))
            return ProblemKind.UnreadableBody.With("userIds must be user ids: 1 to 32 bytes of printable ASCII.");

        var answers = await AskAsync(context, body.UserIds);
        return TypedResults.Json(Sort(answers), V1Json.Default.PresenceListBody);
    }

    private static PresenceListBody Sort(ImmutableArray<PresenceAnswer> answers) => new(
        [.. answers.Where(answer => answer.Kind == PresenceAnswerKind.Found)
            .Select(answer => PresenceBody.From(answer.UserId, answer.Presence!))],
        [.. answers.Where(answer => answer.Kind != PresenceAnswerKind.Found)
            .Select(answer => new UserErrorBody(answer.UserId, ProblemFor(answer.Kind).Code))]);

    // The routes refuse texts that cannot be user ids before they ask.
    private static ProblemKind ProblemFor(PresenceAnswerKind kind) => kind switch
    {
        PresenceAnswerKind.UnknownUser or PresenceAnswerKind.InvalidUserId => ProblemKind.UnknownUser,
        PresenceAnswerKind.Unavailable => ProblemKind.Unavailable,
        _ => throw new System.Diagnostics.UnreachableException($"An answer that is {kind} is no problem."),
    };

    private async Task<IResult> ReadAsync(HttpContext context, string user, Func<string, UserPresence, IResult> show)
    {
        if (!PathUserId.TryRead(context, user, out var userId))
            return ProblemKind.BadParameter.With("The user id is not 1 to 32 bytes of printable ASCII.");
        var answers = await AskAsync(context, [userId]);
        return answers[0] is { Kind: PresenceAnswerKind.Found, Presence: { } presence }
            ? show(userId, presence)
            : ProblemFor(answers[0].Kind).With();
    }

    private ValueTask<ImmutableArray<PresenceAnswer>> AskAsync(HttpContext context, ImmutableArray<string> userIds)
    {
        var app = context.Caller().App.App;
        traffic.Of(app).CountQuery();
        return query.GetManyAsync(app, userIds, context.RequestAborted);
    }
}
