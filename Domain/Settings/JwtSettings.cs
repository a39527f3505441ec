using System.Collections.Immutable;

namespace PresenceCluster.Domain.Settings;

/// <summary>How an app's JSON Web Tokens are checked at login. The user id is the claim <c>sub</c>; <c>iat</c> and <c>exp</c> are required.</summary>
public sealed record JwtSettings
{
    /// <summary>The required claim <c>iss</c>.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The required claim <c>aud</c>.</summary>
    public string Audience { get; init; } = "";

    /// <summary>
    /// The keys that tokens may be signed with, 1 to 4: a PEM public key (RS256, ES256), or the bytes of an HMAC key in
    /// base64 (HS256, at least 32 bytes).
    /// </summary>
    public ImmutableArray<string> Keys { get; init; } = [];
}
