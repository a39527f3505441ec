using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.Grains.Delivery.Formats;

/// <summary>The signature of the Standard Webhooks specification: HMAC-SHA256 over id, time and body, one for each secret.</summary>
internal static class StandardSignature
{
    /// <summary>The header with the message's id, the same in every attempt.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the attempt's time in unix seconds.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signatures.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";

    /// <summary>
    /// The signature header: one signature per secret. During a rotation a receiver may know the old secret or the new one.
    /// </summary>
    public static string Sign(IReadOnlyList<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var text = new StringBuilder();
        foreach (var secret in secrets)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, WebhookSecret.Decode(secret));
            hmac.AppendData(head);
            hmac.AppendData(body);
            text.Append(text.Length == 0 ? "" : " ").Append(Version).Append(Convert.ToBase64String(hmac.GetHashAndReset()));
        }

        return text.ToString();
    }
}
