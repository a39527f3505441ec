using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary><c>kick</c> (contract §3): ends every session of a user and revokes every credential issued until now.</summary>
internal sealed class KickCommand(UserGrainCalls users, ActClock acts, AuditTrail audit, IOptions<RestOptions> options) : ITencentCommand
{
    public ImmutableArray<string> Paths { get; } = ["/v4/im_open_login_svc/kick"];

    public TencentFamily Family => TencentFamily.Accounts;

    public int CallsPerSecond => options.Value.KickCallsPerSecond;

    public async ValueTask<TencentError> RunAsync(TencentCall call)
    {
        var error = AccountsRequest.ParseOne(call.Body, out var userId);
        var kick = new KickRequest { RevokesCredentials = true, AskedAt = acts.Next() };
        if (error.Code == 0)
            error = await users.CallAsync(
                new UserKey(call.Caller.App.App, userId), (user, token) => KickAsync(user, kick, call, token), call.CancellationToken);
        if (error.Code == 0)
        {
            await audit.NoteAsync(call.Caller, AuditAction.UserKicked, userId, call.CancellationToken);
            TencentAnswer.Write(call.Answer, error);
        }

        return error;
    }

    private static async Task<TencentError> KickAsync(IUserGrain user, KickRequest kick, TencentCall call, CancellationToken cancellationToken)
    {
        var reply = await user.KickAsync(kick, cancellationToken);
        if (reply.Outcome == KickOutcome.UnknownAccount)
            return TencentError.UnknownAccount;
        RevocationHeader.Write(call.Headers, reply.CredentialsRevokedAt);
        return TencentError.None;
    }
}
