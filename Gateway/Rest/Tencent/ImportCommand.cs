using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// <c>account_import</c> (contract §9). <c>Nick</c> and <c>FaceUrl</c> are taken and dropped: profiles are no part of presence.
/// </summary>
internal sealed class ImportCommand(UserGrainCalls users, IOptions<RestOptions> options) : ITencentCommand
{
    public ImmutableArray<string> Paths { get; } = ["/v4/im_open_login_svc/account_import"];

    public TencentFamily Family => TencentFamily.Accounts;

    public int CallsPerSecond => options.Value.ImportCallsPerSecond;

    public async ValueTask<TencentError> RunAsync(TencentCall call)
    {
        var error = AccountsRequest.ParseOne(call.Body, out var userId);
        if (error.Code == 0)
            error = await users.CallAsync(new UserKey(call.Caller.App.App, userId), ImportAsync, call.CancellationToken);
        if (error.Code == 0)
            TencentAnswer.Write(call.Answer, error);
        return error;
    }

    /// <summary>Imports one account.</summary>
    public static async Task<TencentError> ImportAsync(IUserGrain user, CancellationToken cancellationToken)
    {
        await user.ImportAsync(cancellationToken);
        return TencentError.None;
    }
}
