using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>Admits or refuses a call. It checks in the order of contract §4: app, UserSig, administrator, rate.</summary>
internal sealed class TencentGate(
    AppDirectory apps, ICredentialVerifier credentials, AdministratorRevocations revocations, CallRates rates)
{
    /// <summary>Checks the query string of a call.</summary>
    public async ValueTask<Admission> AdmitAsync(QueryString query, ITencentCommand command, CancellationToken cancellationToken)
    {
        var appText = UrlParameter.Find(query, "sdkappid");
        if (string.IsNullOrEmpty(appText))
            return TencentError.AppIdMissing;
        if (!AppId.TryParse(appText, out var appId))
            return TencentError.BadAppId;
        // A process that has just started has not read the list of apps yet. It must not answer that an app is unknown.
        if (apps.Find(appId) is not { } app)
            return apps.Loaded.IsCompleted ? TencentError.UnknownApp : command.Family.TimedOut;

        var userSig = UrlParameter.Find(query, "usersig");
        if (string.IsNullOrEmpty(userSig))
            return TencentError.For(CredentialFault.Empty);
        var identifier = UrlParameter.Find(query, "identifier");
        if (!UserKey.IsValidUserId(identifier))
            return TencentError.BadIdentifier;
        return credentials.CheckUserSig(app, identifier, userSig) switch
        {
            CredentialCheck.Refused refused => TencentError.For(refused.Fault),
            CredentialCheck.Accepted accepted => await AdmitAsync(app, accepted, command, cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async ValueTask<Admission> AdmitAsync(
        AppSnapshot app, CredentialCheck.Accepted accepted, ITencentCommand command, CancellationToken cancellationToken)
    {
        if (!app.Settings.Administrators.Contains(accepted.UserId))
            return command.Family.NotAdministrator;
        var revocation = await revocations.CheckAsync(new UserKey(app.App, accepted.UserId), accepted.IssuedAt, cancellationToken);
        if (!revocation.IsKnown)
            return command.Family.TimedOut;
        if (revocation.RevokedAt is { } revokedAt)
            return TencentError.CredentialRevoked with { Text = CredentialText.OfRevoked(revokedAt) };
        if (!rates.TryTake(app.App, command))
        {
            return TencentError.TooManyCalls with
            {
                Text = $"The call rate of {command.CallsPerSecond} calls per second is exceeded, try again later",
            };
        }

        return new Admission(new Caller(app, accepted.UserId), TencentError.None);
    }
}
