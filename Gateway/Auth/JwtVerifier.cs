using System.Runtime.CompilerServices;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Gateway.Auth;

/// <summary>Verifies JSON Web Tokens of an app's own issuer: signature, issuer, audience and times; the user id is <c>sub</c>.</summary>
internal sealed class JwtVerifier(TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = UserSigLimits.JwtBytesMax };
    private readonly ConditionalWeakTable<JwtSettings, TokenValidationParameters> _rules = [];

    public async ValueTask<CredentialCheck> CheckAsync(AppSnapshot app, string? userId, string token)
    {
        if (token.Length == 0)
            return CredentialFault.Empty;
        if (app.Settings.Jwt is not { } settings)
            return CredentialFault.NoKey;
        var rules = _rules.GetValue(settings, CreateRules);
        if (!rules.IssuerSigningKeys.Any())
            return CredentialFault.NoKey;
        if (token.Length > UserSigLimits.JwtBytesMax || !_handler.CanReadToken(token))
            return CredentialFault.Malformed;

        var result = await _handler.ValidateTokenAsync(token, rules);
        return result is { IsValid: true, SecurityToken: JsonWebToken genuine } ? CheckClaims(genuine, userId) : FaultOf(result.Exception);
    }

    private CredentialCheck CheckClaims(JsonWebToken token, string? userId)
    {
        if (!UserKey.IsValidUserId(token.Subject) || !token.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Iat, out var issuedAt)
            || issuedAt < 0 || issuedAt > UserSigLimits.UnixSecondsMax)
            return CredentialFault.Malformed;
        if (userId is not null && !string.Equals(userId, token.Subject, StringComparison.Ordinal))
            return CredentialFault.OtherUser;
        var issued = DateTimeOffset.FromUnixTimeSeconds(issuedAt);
        return issued <= time.GetUtcNow() + UserSigLimits.ClockSkewMax
            ? new CredentialCheck.Accepted(token.Subject, issued)
            : CredentialFault.NotYetValid;
    }

    private static CredentialFault FaultOf(Exception? fault) => fault switch
    {
        SecurityTokenNotYetValidException => CredentialFault.NotYetValid,
        SecurityTokenExpiredException or SecurityTokenInvalidLifetimeException => CredentialFault.Expired,
        SecurityTokenInvalidIssuerException or SecurityTokenInvalidAudienceException => CredentialFault.OtherApp,
        SecurityTokenMalformedException or SecurityTokenNoExpirationException or ArgumentException => CredentialFault.Malformed,
        _ => CredentialFault.WrongSignature,
    };

    private TokenValidationParameters CreateRules(JwtSettings settings) => new()
    {
        // "none" is not in the list. An unsigned token is refused before its claims are read.
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidIssuer = settings.Issuer,
        ValidAudience = settings.Audience,
        IssuerSigningKeys = [.. settings.Keys.Select(JwtKey.TryParse).OfType<SecurityKey>()],
        LifetimeValidator = new JwtLifetime(time).IsInForce,
    };
}
