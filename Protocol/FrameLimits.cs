namespace PresenceCluster.Protocol;

/// <summary>
/// How long things on the wire may be. The fixed lengths are part of the protocol (docs/protocol.md); the settable ones are what one
/// gateway or client accepts. Both sides bound what they read by these, so no peer can make the other hold more.
/// </summary>
public sealed record FrameLimits
{
    /// <summary>The longest user id, in bytes.</summary>
    public const int UserIdBytesMax = 32;

    /// <summary>The longest device id, in bytes.</summary>
    public const int DeviceIdBytesMax = 64;

    /// <summary>The longest version of a client or of its platform, in bytes.</summary>
    public const int VersionBytesMax = 64;

    /// <summary>The most features that a client names.</summary>
    public const int FeaturesMax = 8;

    /// <summary>The longest name of a feature, in bytes.</summary>
    public const int FeatureBytesMax = 32;

    /// <summary>The longest custom status, in bytes of UTF-8.</summary>
    public const int CustomStatusBytesMax = 100;

    /// <summary>The most user ids in one query.</summary>
    public const int QueryUserIdsMax = 500;

    /// <summary>The lowest value that the settable limits accept: a login with a long JWT has to fit.</summary>
    public const int FrameBytesFloor = 1024;

    /// <summary>The highest value that the settable limits accept: what a length prefix of four bytes can say.</summary>
    public const int FrameBytesCeiling = (1 << 28) - 1;

    /// <summary>The longest frame before the login is answered: a stranger gets little memory.</summary>
    public int LoginFrameBytesMax { get; init; } = 8 * 1024;

    /// <summary>The longest frame from a logged-in client: a query of 500 ids of 32 bytes is 17 KB, in JSON with escapes up to 34 KB.</summary>
    public int ClientFrameBytesMax { get; init; } = 64 * 1024;

    /// <summary>The longest frame from a gateway: 500 presences with every device and a long custom status, in JSON.</summary>
    public int ServerFrameBytesMax { get; init; } = 1024 * 1024;

    /// <summary>The longest head of a WebSocket upgrade request, in bytes.</summary>
    public int UpgradeHeadBytesMax { get; init; } = 8 * 1024;

    /// <summary>Whether a text may be a login's client_version or os_version; empty when the client does not say.</summary>
    public static bool IsVersion(string text) => text.Length <= VersionBytesMax && IsPrintable(text);

    /// <summary>Whether a text may be the name of a feature.</summary>
    public static bool IsFeature(string name) => name.Length is > 0 and <= FeatureBytesMax && IsPrintable(name);

    /// <summary>What is wrong with these limits, in sentences; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        (string Name, int Value)[] limits =
        [
            (nameof(LoginFrameBytesMax), LoginFrameBytesMax),
            (nameof(ClientFrameBytesMax), ClientFrameBytesMax),
            (nameof(ServerFrameBytesMax), ServerFrameBytesMax),
            (nameof(UpgradeHeadBytesMax), UpgradeHeadBytesMax),
        ];
        foreach (var (name, value) in limits)
        {
            if (value is < FrameBytesFloor or > FrameBytesCeiling)
                yield return $"{name} must be between {FrameBytesFloor} and {FrameBytesCeiling} bytes, but is {value}.";
        }

        if (LoginFrameBytesMax > ClientFrameBytesMax)
            yield return $"{nameof(LoginFrameBytesMax)} ({LoginFrameBytesMax}) must not exceed {nameof(ClientFrameBytesMax)} ({ClientFrameBytesMax}).";
    }

    private static bool IsPrintable(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
