using System.Globalization;

namespace PresenceCluster.Gateway.Rest;

/// <summary>
/// Tells the back end after a kick which credentials count. A back end whose clock is behind learns how long to wait before it signs the
/// next one. It is a header because the compatible answer is fixed (contract §3).
/// </summary>
internal static class RevocationHeader
{
    /// <summary>Its name. Credentials issued after its instant (RFC 3339, UTC) log in.</summary>
    public const string Name = "Presence-Credentials-Revoked-At";

    /// <summary>Adds it, if the user's credentials were ever revoked.</summary>
    public static void Write(IHeaderDictionary headers, DateTimeOffset? revokedAt)
    {
        if (revokedAt is { } instant)
            headers[Name] = instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }
}
