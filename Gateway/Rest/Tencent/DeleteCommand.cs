using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// <c>account_delete</c> (contract §9): deletes accounts and ends their sessions. It is allowed in every edition, and 71000 is never
/// answered, because the editions here are not Tencent's trial and paid ones.
/// </summary>
internal sealed class DeleteCommand(UserGrainCalls users, ActClock acts, IOptions<RestOptions> options) : ITencentCommand
{
    public ImmutableArray<string> Paths { get; } = ["/v4/im_open_login_svc/account_delete"];

    public TencentFamily Family => TencentFamily.Accounts;

    public int CallsPerSecond => options.Value.AccountBatchCallsPerSecond;

    public async ValueTask<TencentError> RunAsync(TencentCall call)
    {
        var error = AccountsRequest.ParseMany(call.Body, out var userIds, "DeleteItem");
        if (error.Code != 0)
            return error;
        var askedAt = acts.Next();
        var results = await users.CallManyAsync(
            call.Caller.App.App, userIds, (user, token) => DeleteAsync(user, askedAt, token), call.CancellationToken);
        ResultItems.Write(call.Answer, userIds, results, accountStatuses: null);
        return TencentError.None;
    }

    private static async Task<TencentError> DeleteAsync(IUserGrain user, ActTime askedAt, CancellationToken cancellationToken)
        => await user.DeleteAsync(askedAt, cancellationToken) ? TencentError.None : TencentError.UnknownAccount;
}
