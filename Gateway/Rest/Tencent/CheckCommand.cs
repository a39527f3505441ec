using System.Collections.Immutable;
using Microsoft.Extensions.Options;
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
        var error = AccountsRequest.ParseMany(call.Body, out var userIds, "CheckItem");
        if (error.Code != 0)
            return error;
        var answers = await query.GetManyAsync(call.Caller.App.App, userIds, call.CancellationToken);
        ResultItems.Write(
            call.Answer,
            userIds,
            [.. answers.Select(answer => ErrorFor(answer.Kind))],
            [.. answers.Select(answer => answer.Kind == PresenceAnswerKind.Found)]);
        return TencentError.None;
    }

    // This call may ask for accounts that do not exist. A text that cannot be a user id is the caller's mistake.
    private static TencentError ErrorFor(PresenceAnswerKind kind) => kind switch
    {
        PresenceAnswerKind.UnknownUser => TencentError.None,
        PresenceAnswerKind.InvalidUserId => TencentError.BadUserId,
        _ => TencentError.For(kind),
    };
}
