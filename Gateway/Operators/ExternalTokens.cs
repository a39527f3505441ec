using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Auth;

namespace PresenceCluster.Gateway.Operators;

/// <summary>Verifies tokens of the configured identity provider, whose role claim decides what the operator may do.</summary>
internal sealed class ExternalTokens(ExternalKeys keys, TimeProvider time, IOptions<ConsoleOptions> options)
{
    private const int NameCharsMax = 128;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = UserSigLimits.JwtBytesMax };

    /// <summary>Finds the operator of a token that was read but not verified.</summary>
    public async ValueTask<OperatorCheck> CheckAsync(JsonWebToken read, CancellationToken cancellationToken)
    {
        var issuer = options.Value.ExternalIssuer;
        if (!issuer.IsOn || read.Issuer != issuer.Issuer || !read.Audiences.Contains(issuer.Audience))
            return OperatorCheck.NotOperator.Instance;

        var result = await _handler.ValidateTokenAsync(read.EncodedToken, new TokenValidationParameters
        {
            // No HMAC: the issuer's key is public.
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidIssuer = issuer.Issuer,
            ValidAudience = issuer.Audience,
            IssuerSigningKeys = await keys.GetAsync(read.Kid, cancellationToken),
            // A configured key has no id. A token names one of the published keys, and the others need not be tried.
            TryAllIssuerSigningKeys = issuer.PublicKey.Length > 0 || string.IsNullOrEmpty(read.Kid),
            LifetimeValidator = new JwtLifetime(time).IsInForce,
        });
        if (result is not { IsValid: true, SecurityToken: JsonWebToken token })
            return new OperatorCheck.Refused("The token of the identity provider is not genuine or has expired.");
        var name = token.Claims.FirstOrDefault(claim => claim.Type == issuer.NameClaim)?.Value;
        if (name is not { Length: > 0 and <= NameCharsMax } || name.Any(char.IsControl))
            return new OperatorCheck.Refused($"The token of the identity provider has no usable claim {issuer.NameClaim}.");
        return FindRole(token, issuer) is { } role
            ? new OperatorCheck.Accepted(new SignedInOperator(name, role, Account: null, time.GetUtcNow()))
            : new OperatorCheck.Refused($"The token of the identity provider has no role of ours in its claim {issuer.RoleClaim}.");
    }

    private static OperatorRole? FindRole(JsonWebToken token, ExternalIssuerOptions issuer)
    {
        var roles = token.Claims.Where(claim => claim.Type == issuer.RoleClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        if (roles.Contains(issuer.AdminRole))
            return OperatorRole.Admin;
        return roles.Contains(issuer.ViewerRole) ? OperatorRole.Viewer : null;
    }
}
