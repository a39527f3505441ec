using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Processes;
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
        var answers = await query.GetManyAsync(app.App, request.UserIds, call.CancellationToken);
        QueryAnswer.Write(call.Answer, request, answers, app.Settings.HarmonyPlatformName);
        return TencentError.None;
    }
}
