using System.Text;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Gateway.Auth;

/// <summary>
/// Verifies UserSigs and JSON Web Tokens with the keys of the app's snapshot. It does not know whether a genuine credential was revoked:
/// the user's grain compares <see cref="CredentialCheck.Accepted.IssuedAt"/> with its own record.
/// </summary>
internal sealed class CredentialVerifier(TimeProvider time) : ICredentialVerifier
{
    private readonly JwtVerifier _jwt = new(time);

    public ValueTask<CredentialCheck> CheckJwtAsync(AppSnapshot app, string? userId, string token)
        => _jwt.CheckAsync(app, userId, token.Trim());

    // The order of the official verifiers (contract §5): decode, sdkappid, identifier, expiry, HMAC.
    public CredentialCheck CheckUserSig(AppSnapshot app, string? userId, string userSig)
    {
        // A credential that comes from a file or out of a shell has a line feed or a blank around it.
        var token = userSig.AsSpan().Trim();
        if (token.IsEmpty)
            return CredentialFault.Empty;
        if (app.Settings.SecretKeys.IsDefaultOrEmpty)
            return CredentialFault.NoKey;

        Span<byte> json = stackalloc byte[UserSigLimits.InflatedBytesMax];
        Span<byte> unescaped = stackalloc byte[UserSigLimits.InflatedBytesMax];
        if (!UserSigText.TryInflate(token, json, out var length) || !UserSigText.TryParse(json[..length], unescaped, out var text))
            return CredentialFault.Malformed;
        if (text.App != app.App.Value)
            return CredentialFault.OtherApp;
        if (userId is not null && !Ascii.Equals(text.Identifier, userId))
            return CredentialFault.OtherUser;
        if (TimeFault(text) is { } fault)
            return fault;

        // Two keys are in use while one is being rotated out.
        foreach (var key in app.Settings.SecretKeys)
        {
            if (text.IsSignedWith(key))
                return new CredentialCheck.Accepted(userId ?? Encoding.ASCII.GetString(text.Identifier), DateTimeOffset.FromUnixTimeSeconds(text.Time));
        }

        return CredentialFault.WrongSignature;
    }

    // A token from the future would outlive every revocation, so no more than the usual difference of clocks is tolerated.
    private CredentialFault? TimeFault(in UserSigText text)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (now > text.Time + text.Expire + (long)UserSigLimits.ExpiryTolerance.TotalSeconds)
            return CredentialFault.Expired;
        return text.Time > now + (long)UserSigLimits.ClockSkewMax.TotalSeconds ? CredentialFault.NotYetValid : null;
    }
}
