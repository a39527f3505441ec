using System.Diagnostics;
using System.Globalization;

namespace PresenceCluster.Gateway.Auth;

/// <summary>Why a credential does not count, in a sentence for people. REST, connections and logs say the same.</summary>
internal static class CredentialText
{
    /// <summary>The sentence for a fault of the credential.</summary>
    public static string Of(CredentialFault fault) => fault switch
    {
        CredentialFault.Expired => "The credential has expired by the service's clock.",
        CredentialFault.NotYetValid => "The credential was issued in the future by the service's clock: check the signer's clock.",
        CredentialFault.Empty => "The credential is empty.",
        CredentialFault.Malformed => "The credential cannot be decoded.",
        CredentialFault.WrongSignature => "The credential is not signed with a key of this app.",
        CredentialFault.OtherUser => "The credential belongs to another user.",
        CredentialFault.OtherApp => "The credential belongs to another app.",
        CredentialFault.NoKey => "The app has no key for a credential of this kind.",
        _ => throw new UnreachableException($"No credential is refused for {fault}."),
    };

    /// <summary>The sentence for a genuine credential that was revoked.</summary>
    /// <param name="revokedAt">The issue time up to which the user's credentials are revoked.</param>
    public static string OfRevoked(DateTimeOffset revokedAt)
        => $"The credential has been revoked: those that were issued after {Instant(revokedAt)} by the signer's clock count.";

    /// <summary>An instant as a header, a log line or a sentence shows it: RFC 3339, UTC.</summary>
    public static string Instant(DateTimeOffset instant)
        => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
