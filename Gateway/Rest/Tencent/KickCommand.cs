using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Acts;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Audit;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary><c>kick</c> (contract §3): ends every session of a user and revokes every credential issued until now.</summary>
internal sealed class KickCommand(
    UserGrainCalls users, ActClock acts, AuditTrail audit, RevocationNotice notice, IOptions<RestOptions> options) : ITencentCommand
{
    public ImmutableArray<string> Paths { get; } = ["/v4/im_open_login_svc/kick"];

    public TencentFamily Family => TencentFamily.Accounts;

    public int CallsPerSecond => options.Value.KickCallsPerSecond;

    public async ValueTask<TencentError> RunAsync(TencentCall call)
    {
        var error = AccountsRequest.ParseOne(call.Body, out var userId);
        if (error.Code != 0)
            return error;
        var user = new UserKey(call.Caller.App.App, userId);
        var kick = new KickRequest { RevokesCredentials = true, AskedAt = acts.Next() };
        DateTimeOffset? revokedAt = null;
        error = await users.CallAsync(
            user,
            async (grain, token) =>
            {
                var reply = await grain.KickAsync(kick, token);
                revokedAt = reply.CredentialsRevokedAt;
                return reply.Outcome == KickOutcome.UnknownAccount ? TencentError.UnknownAccount : TencentError.None;
            },
            call.CancellationToken);
        if (error.Code != 0)
            return error;
        notice.Tell(call.Headers, user, revokedAt);
        await audit.NoteAsync(call.Caller, call.Address, AuditAction.UserKicked, userId, call.CancellationToken);
        TencentAnswer.Write(call.Answer, error);
        return error;
    }
}
