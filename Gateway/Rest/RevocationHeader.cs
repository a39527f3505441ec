using System.Globalization;

namespace PresenceCluster.Gateway.Rest;

/// <summary>
/// Tells the back end which credentials count after a kick, so that one whose clock is behind knows how long it has to wait before it signs
/// anew. A header, because the compatible answer is fixed (contract §3).
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
