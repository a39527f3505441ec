using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary><c>query_online_status</c> and its older alias (contract §1): the one call that must be fast.</summary>
internal sealed class QueryCommand(IPresenceQuery query, ProcessTraffic traffic, IOptions<RestOptions> options) : ITencentCommand
{
    public ImmutableArray<string> Paths { get; } = ["/v4/openim/query_online_status", "/v4/openim/querystate"];

    public TencentFamily Family => TencentFamily.OpenIm;

    public int CallsPerSecond => options.Value.QueryCallsPerSecond;

    public async ValueTask<TencentError> RunAsync(TencentCall call)
    {
        var error = QueryRequest.Parse(call.Body, out var request);
        if (error.Code != 0)
            return error;
        var app = call.Caller.App;
        traffic.Of(app.App).CountQuery();
        var answers = request.HasInvalidIds
            ? await AskForValidAsync(app.App, request.UserIds, call.CancellationToken)
            : await query.GetManyAsync(app.App, request.UserIds, call.CancellationToken);
        QueryAnswer.Write(call.Answer, request, answers, app.Settings.HarmonyPlatformName);
        return TencentError.None;
    }

    // A text that cannot be a user id is an account that does not exist, so no owner needs to be asked.
    private async ValueTask<ImmutableArray<PresenceAnswer>> AskForValidAsync(
        AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken)
    {
        var found = await query.GetManyAsync(app, [.. userIds.Where(UserKey.IsValidUserId)], cancellationToken);
        var answers = ImmutableArray.CreateBuilder<PresenceAnswer>(userIds.Length);
        var next = 0;
        foreach (var userId in userIds)
            answers.Add(UserKey.IsValidUserId(userId) ? found[next++] : new PresenceAnswer(userId, UserPresence.Unknown));
        return answers.MoveToImmutable();
    }
}
