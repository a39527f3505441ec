using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary><c>account_check</c> (contract §9): whether accounts exist. A read, so no user grain is activated.</summary>
internal sealed class CheckCommand(IPresenceQuery query, IOptions<RestOptions> options) : ITencentCommand
{
    public ImmutableArray<string> Paths { get; } = ["/v4/im_open_login_svc/account_check"];

    public TencentFamily Family => TencentFamily.Accounts;

    public int CallsPerSecond => options.Value.AccountBatchCallsPerSecond;

    public async ValueTask<TencentError> RunAsync(TencentCall call)
    {
        var error = AccountsRequest.ParseMany(call.Body, "CheckItem", out var userIds);
        if (error.Code != 0)
            return error;
        var valid = userIds.RemoveAll(userId => !UserKey.IsValidUserId(userId));
        var answers = await query.GetManyAsync(call.Caller.App.App, valid, call.CancellationToken);

        var results = new TencentError[userIds.Length];
        var imported = new bool[userIds.Length];
        var next = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var presence = UserKey.IsValidUserId(userIds[i]) ? answers[next++].Presence : UserPresence.Unknown;
            imported[i] = presence is { IsRegistered: true };
            results[i] = presence is null ? TencentError.TimedOut
                : UserKey.IsValidUserId(userIds[i]) ? TencentError.None
                : TencentError.BadParameter;
        }

        ResultItems.Write(call.Answer, userIds, [.. results], [.. imported]);
        return TencentError.None;
    }
}
