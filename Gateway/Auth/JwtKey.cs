using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Gateway.Auth;

/// <summary>Reads a key of <see cref="JwtSettings.Keys"/>: a PEM public key (RSA, or EC on P-256), or an HMAC key in base64.</summary>
internal static class JwtKey
{
    public const int RsaKeyBitsMin = 2048;
    public const int EcdsaKeyBits = 256;

    private const int HmacKeyBytesMin = 32;

    /// <summary>Whether a key is public, and so may be shown.</summary>
    public static bool IsPublic(string key) => key.Contains("-----BEGIN", StringComparison.Ordinal) && !key.Contains("PRIVATE", StringComparison.Ordinal);

    /// <summary>The key; null when it is none, or too weak.</summary>
    public static SecurityKey? TryParse(string key)
        => key.Contains("-----BEGIN", StringComparison.Ordinal) ? TryParseRsa(key) ?? TryParseEcdsa(key) : TryParseHmac(key);

    private static SecurityKey? TryParseHmac(string key)
    {
        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key.Trim(), bytes, out var length) && length >= HmacKeyBytesMin
            ? new SymmetricSecurityKey(bytes[..length])
            : null;
    }

    private static SecurityKey? TryParseRsa(string pem)
    {
        var rsa = RSA.Create();
        if (TryImport(rsa, pem) && rsa.KeySize >= RsaKeyBitsMin)
            return new RsaSecurityKey(rsa);
        rsa.Dispose();
        return null;
    }

    private static SecurityKey? TryParseEcdsa(string pem)
    {
        var ecdsa = ECDsa.Create();
        if (TryImport(ecdsa, pem) && ecdsa.KeySize == EcdsaKeyBits)
            return new ECDsaSecurityKey(ecdsa);
        ecdsa.Dispose();
        return null;
    }

    // The framework has no Try method for PEM. This runs once for each version of an app's settings.
    private static bool TryImport(AsymmetricAlgorithm algorithm, string pem)
    {
        try
        {
            algorithm.ImportFromPem(pem);
            return true;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
