using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Delivery.Formats;

/// <summary>
/// The URL of a callback (contract §2). It carries the signature of one attempt. Receivers refuse a <c>RequestTime</c> older than a minute,
/// so every attempt signs again.
/// </summary>
internal static class TencentUrl
{
    // Receivers that parse this parameter need an address (docs/adr/0007).
    private const string UnknownClientIp = "0.0.0.0";

    /// <summary>The endpoint's own URL, with the callback's parameters added behind those it has.</summary>
    /// <param name="endpointUrl">The endpoint's own URL.</param>
    /// <param name="app">The app.</param>
    /// <param name="clientIp">The address of the client; null when it is not known.</param>
    /// <param name="optPlatform">The platform of the client in Tencent's spelling.</param>
    /// <param name="token">The token that signs; null for none.</param>
    /// <param name="now">The time of the attempt.</param>
    public static Uri For(string endpointUrl, AppId app, string? clientIp, string optPlatform, string? token, DateTimeOffset now)
    {
        var url = new StringBuilder(endpointUrl);
        if (!endpointUrl.Contains('?', StringComparison.Ordinal))
            url.Append('?');
        else if (endpointUrl[^1] is not '?' and not '&')
            url.Append('&');
        url.Append("SdkAppid=").Append(app)
            .Append("&CallbackCommand=").Append(TencentCallback.Command)
            .Append("&contenttype=json&ClientIP=").Append(Uri.EscapeDataString(clientIp ?? UnknownClientIp))
            .Append("&OptPlatform=").Append(Uri.EscapeDataString(optPlatform));
        if (token is not null)
        {
            var requestTime = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            url.Append("&Sign=").Append(Sign(token, requestTime)).Append("&RequestTime=").Append(requestTime);
        }

        return new Uri(url.ToString());
    }

    /// <summary><c>Sign</c>: lower-case hexadecimal SHA-256 of the token followed by the time. The body is not covered.</summary>
    public static string Sign(string token, string requestTime)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token + requestTime)));
}
