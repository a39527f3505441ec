using Microsoft.IdentityModel.Tokens;

namespace PresenceCluster.Gateway.Auth;

/// <summary>Judges the times of JSON Web Tokens by the process's clock: an end is required, a start may lie a little ahead.</summary>
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
