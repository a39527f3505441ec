using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// <c>account_import</c> (contract §9). <c>Nick</c> and <c>FaceUrl</c> are accepted and ignored: profiles are no part of presence.
/// </summary>
internal sealed class ImportCommand(UserGrainCalls users, ActClock acts, IOptions<RestOptions> options) : ITencentCommand
{
    public ImmutableArray<string> Paths { get; } = ["/v4/im_open_login_svc/account_import"];

    public TencentFamily Family => TencentFamily.Accounts;

    public int CallsPerSecond => options.Value.ImportCallsPerSecond;

    public async ValueTask<TencentError> RunAsync(TencentCall call)
    {
        var error = AccountsRequest.ParseOne(call.Body, out var userId);
        if (error.Code == 0)
            error = await users.CallAsync(new UserKey(call.Caller.App.App, userId), ImportAt(acts.Next()), call.CancellationToken);
        if (error.Code == 0)
            TencentAnswer.Write(call.Answer, error);
        return error;
    }

    /// <summary>The import of an account, asked for at an instant.</summary>
    public static Func<IUserGrain, CancellationToken, Task<TencentError>> ImportAt(ActTime askedAt) => async (user, cancellationToken) =>
    {
        await user.ImportAsync(askedAt, cancellationToken);
        return TencentError.None;
    };
}
