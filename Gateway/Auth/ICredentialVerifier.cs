using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Gateway.Auth;

/// <summary>Verifies credentials without leaving the process: the keys are in the app's snapshot.</summary>
internal interface ICredentialVerifier
{
    /// <summary>Recomputes a UserSig (contract §5).</summary>
    /// <param name="app">The app that the caller named.</param>
    /// <param name="userId">The user that the caller named; null takes the one inside.</param>
    /// <param name="userSig">The token as received.</param>
    CredentialCheck CheckUserSig(AppSnapshot app, string? userId, string userSig);

    /// <summary>Verifies a JSON Web Token of the app's own issuer.</summary>
    /// <param name="app">The app that the caller named.</param>
    /// <param name="userId">The user that the caller named; null takes the one inside.</param>
    /// <param name="token">The token as received.</param>
    ValueTask<CredentialCheck> CheckJwtAsync(AppSnapshot app, string? userId, string token);
}
