using Microsoft.IdentityModel.Tokens;

namespace PresenceCluster.Gateway.Auth;

/// <summary>Checks the times of JSON Web Tokens by the process's clock. An end is required, and the start may be a little ahead.</summary>
internal sealed class JwtLifetime(TimeProvider time)
{
    public bool IsInForce(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters rules)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (expires is null)
            throw new SecurityTokenNoExpirationException();
        if (notBefore > now + UserSigLimits.ClockSkewMax)
            throw new SecurityTokenNotYetValidException();
        return now - expires < UserSigLimits.ExpiryTolerance;
    }
}
