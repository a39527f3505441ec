using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PresenceCluster.Client;

/// <summary>
/// Issues UserSigs (TLSSigAPIv2) as an app's back end does. It belongs on a server: with the key one can log in as any user.
/// </summary>
/// <param name="appId">The app (SDKAppID).</param>
/// <param name="key">The app's secret key. Its characters are the HMAC's key; they are not decoded as hexadecimal.</param>
/// <param name="time">The clock; the system's when null.</param>
public sealed class UserSigIssuer(uint appId, string key, TimeProvider? time = null)
{
    /// <summary>How long a UserSig is valid unless said otherwise: 180 days, as the official generators have it.</summary>
    public static TimeSpan DefaultValidity { get; } = TimeSpan.FromDays(180);

    /// <summary>Issues a UserSig.</summary>
    /// <param name="userId">The user that may log in with it.</param>
    /// <param name="validity">How long it is valid; <see cref="DefaultValidity"/> when null.</param>
    /// <param name="userBuffer">Opaque bytes that are signed too, as some products need.</param>
    public string Issue(string userId, TimeSpan? validity = null, byte[]? userBuffer = null)
    {
        // The signed text is line-based: a line feed in a user id could forge other fields.
        ArgumentException.ThrowIfNullOrEmpty(userId);
        if (userId.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException("A user id is printable ASCII.", nameof(userId));

        var issuedAt = (time ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds();
        var validSeconds = (long)(validity ?? DefaultValidity).TotalSeconds;
        var buffer = userBuffer is null ? null : Convert.ToBase64String(userBuffer);
        var signature = Sign(userId, issuedAt, validSeconds, buffer);

        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        using (var json = new Utf8JsonWriter(zlib))
        {
            json.WriteStartObject();
            json.WriteString("TLS.ver", "2.0");
            json.WriteString("TLS.identifier", userId);
            json.WriteNumber("TLS.sdkappid", appId);
            json.WriteNumber("TLS.expire", validSeconds);
            json.WriteNumber("TLS.time", issuedAt);
            if (buffer is not null)
                json.WriteString("TLS.userbuf", buffer);
            json.WriteString("TLS.sig", signature);
            json.WriteEndObject();
        }

        // Base64 in the alphabet that survives a URL.
        return Convert.ToBase64String(compressed.ToArray()).Replace('+', '*').Replace('/', '-').Replace('=', '_');
    }

    private string Sign(string userId, long issuedAt, long validSeconds, string? buffer)
    {
        var signed = string.Create(
            CultureInfo.InvariantCulture,
            $"TLS.identifier:{userId}\nTLS.sdkappid:{appId}\nTLS.time:{issuedAt}\nTLS.expire:{validSeconds}\n");
        if (buffer is not null)
            signed += $"TLS.userbuf:{buffer}\n";
        return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed)));
    }
}
