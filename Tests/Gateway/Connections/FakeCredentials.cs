using PresenceCluster.Gateway.Auth;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>Accepts the credential "good" for every user.</summary>
internal sealed class FakeCredentials : ICredentialVerifier
{
    public static readonly DateTimeOffset IssuedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public CredentialCheck CheckUserSig(AppSnapshot app, string? userId, string userSig) => userSig switch
    {
        "good" => new CredentialCheck.Accepted(userId!, IssuedAt),
        "expired" => new CredentialCheck.Refused(CredentialFault.Expired),
        "future" => new CredentialCheck.Refused(CredentialFault.NotYetValid),
        _ => new CredentialCheck.Refused(CredentialFault.WrongSignature),
    };

    public ValueTask<CredentialCheck> CheckJwtAsync(AppSnapshot app, string? userId, string token) => new(CheckUserSig(app, userId, token));
}
