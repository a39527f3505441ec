using PresenceCluster.Gateway.Auth;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Benchmarks.GatewayRole;

/// <summary>Believes everybody.</summary>
internal sealed class AnyCredential : ICredentialVerifier
{
    public CredentialCheck CheckUserSig(AppSnapshot app, string? userId, string userSig)
        => new CredentialCheck.Accepted(userId!, DateTimeOffset.UnixEpoch);

    public ValueTask<CredentialCheck> CheckJwtAsync(AppSnapshot app, string? userId, string token) => new(CheckUserSig(app, userId, token));
}
