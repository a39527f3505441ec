namespace PresenceCluster.Gateway.Auth;

/// <summary>The limits that keep the check of a credential cheap, whatever its content is.</summary>
internal static class UserSigLimits
{
    /// <summary>The longest UserSig. One without <c>userbuf</c> has some 200 characters; the longest private map key about 500.</summary>
    public const int TokenCharsMax = 2048;

    /// <summary>The most bytes that a UserSig may inflate to; a zip bomb ends here. The JSON inside has some 250 bytes.</summary>
    public const int InflatedBytesMax = 4096;

    /// <summary>The longest JSON Web Token, in bytes.</summary>
    public const int JwtBytesMax = 8192;

    /// <summary>The longest secret key, in bytes of UTF-8: the app's rules allow 256 characters.</summary>
    public const int SecretKeyBytesMax = 256 * 3;

    /// <summary>
    /// How far the clock of an issuer may run ahead of ours. Credentials are often made on machines without NTP. One that is accepted too
    /// early does no harm: it ends at its time, and a kick revokes it.
    /// </summary>
    public static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after its end a credential still counts. The clocks of two gateways may differ by this much (the default of
    /// <c>Storage:ClockSkewMax</c>). A client that is told "expired" does not reconnect by itself, so one gateway's wrong clock must not
    /// cause that answer.
    /// </summary>
    public static readonly TimeSpan ExpiryTolerance = TimeSpan.FromSeconds(10);

    /// <summary>The latest instant that a credential may name, so that no sum overflows: the year 9999.</summary>
    public static readonly long UnixSecondsMax = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
}
