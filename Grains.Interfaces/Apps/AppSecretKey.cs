using System.Security.Cryptography;

namespace PresenceCluster.Grains.Interfaces.Apps;

/// <summary>Makes the secret keys that UserSigs are signed with.</summary>
public static class AppSecretKey
{
    private const int Bytes = 32;

    /// <summary>A random key, in the form of Tencent's: 64 hexadecimal digits.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
