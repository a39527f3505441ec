using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Gateway.Auth;
using PresenceCluster.Grains.Interfaces.Operators;

namespace PresenceCluster.Gateway.Operators;

/// <summary>
/// Issues and verifies the short-lived tokens of operators. A token names the operator and the account's stamp, never the role. The role is
/// looked up in this process's snapshot, where every change arrives within seconds.
/// </summary>
internal sealed class OperatorTokens(OperatorDirectory directory, ExternalTokens external, TimeProvider time, IOptions<ConsoleOptions> options)
{
    private const string Issuer = "presencecluster";
    private const string Audience = "presencecluster-console";
    private const string StampClaim = "stamp";
    private const string NotValid = "The operator's token is not genuine or has expired; sign in again.";
    private const string Outdated = "The operator's password or role was changed since the sign-in, or the operator was removed; sign in again.";

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = UserSigLimits.JwtBytesMax, SetDefaultTimesOnTokenCreation = false };
    private readonly ConditionalWeakTable<OperatorsSnapshot, TokenValidationParameters> _rules = [];

    /// <summary>Issues a token of an operator.</summary>
    /// <param name="account">The operator.</param>
    /// <param name="signedInAt">When the password was given; a renewal does not change it.</param>
    public OperatorToken Issue(OperatorAccount account, DateTimeOffset signedInAt)
    {
        var now = time.GetUtcNow();
        var signInEnds = signedInAt + options.Value.SignInLifetime;
        var expiresAt = now + options.Value.TokenLifetime;
        if (expiresAt > signInEnds)
            expiresAt = signInEnds;
        var text = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [JwtRegisteredClaimNames.Sub] = account.Name,
                [JwtRegisteredClaimNames.AuthTime] = signedInAt.ToUnixTimeSeconds(),
                [StampClaim] = account.Stamp,
            },
            SigningCredentials = new SigningCredentials(Rules(directory.Current).IssuerSigningKey, SecurityAlgorithms.HmacSha256),
        });
        return new OperatorToken(text, expiresAt);
    }

    /// <summary>Finds the operator of a token. Only tokens of this service and of the external issuer are operators' tokens.</summary>
    public async ValueTask<OperatorCheck> CheckAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > UserSigLimits.JwtBytesMax || !_handler.CanReadToken(text) || TryRead(text) is not { } token)
            return OperatorCheck.NotOperator.Instance;
        if (token.Issuer != Issuer || !token.Audiences.Contains(Audience))
            return await external.CheckAsync(token, cancellationToken);

        var snapshot = directory.Current;
        if (snapshot.SigningKey.IsEmpty)
            return new OperatorCheck.Refused(NotValid);
        var result = await _handler.ValidateTokenAsync(text, Rules(snapshot));
        if (result is not { IsValid: true, SecurityToken: JsonWebToken genuine })
            return new OperatorCheck.Refused(NotValid);
        return snapshot.Find(genuine.Subject) is { } account
            && genuine.TryGetPayloadValue<string>(StampClaim, out var stamp) && stamp == account.Stamp
            && genuine.TryGetPayloadValue<long>(JwtRegisteredClaimNames.AuthTime, out var signedInAt)
            ? new OperatorCheck.Accepted(new SignedInOperator(account.Name, account.Role, account, DateTimeOffset.FromUnixTimeSeconds(signedInAt)))
            : new OperatorCheck.Refused(Outdated);
    }

    private JsonWebToken? TryRead(string text)
    {
        try
        {
            return _handler.ReadJsonWebToken(text);
        }
        catch (ArgumentException)
        {
            // Two dots, but no token between them: the framework has no Try.
            return null;
        }
    }

    private TokenValidationParameters Rules(OperatorsSnapshot snapshot) => _rules.GetValue(snapshot, known => new TokenValidationParameters
    {
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = new SymmetricSecurityKey([.. known.SigningKey]),
        LifetimeValidator = new JwtLifetime(time).IsInForce,
    });
}

/// <summary>A token for an operator.</summary>
/// <param name="Text">The token.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal readonly record struct OperatorToken(string Text, DateTimeOffset ExpiresAt);
