using System.Buffers.Text;

namespace PresenceCluster.Domain.Webhooks;

/// <summary>
/// The text form of a native endpoint's secret: <c>whsec_</c> and 24 to 64 bytes in base64 (Standard Webhooks). Base64 with its
/// padding, and nothing else, so that every receiver's library reads the same bytes.
/// </summary>
public static class WebhookSecret
{
    /// <summary>
    /// The start of a masked secret or key. No real secret may begin with it, so a masked one cannot be stored by mistake.
    /// </summary>
    public const string MaskStart = "****";

    /// <summary>The start of every secret.</summary>
    public const string Prefix = "whsec_";

    /// <summary>The fewest bytes of a secret.</summary>
    public const int BytesMin = 24;

    /// <summary>The most bytes of a secret.</summary>
    public const int BytesMax = 64;

    /// <summary>Whether a text is a secret.</summary>
    public static bool IsValid(string? text)
        => text is not null && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAny(" \t\r\n")
            && Base64.IsValid(text.AsSpan(Prefix.Length), out var bytes) && bytes is >= BytesMin and <= BytesMax;

    /// <summary>The bytes of a secret that is valid.</summary>
    public static byte[] Decode(string text) => Convert.FromBase64String(text[Prefix.Length..]);

    /// <summary>The text for a secret's bytes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Prefix + Convert.ToBase64String(bytes);
}
