namespace PresenceCluster.Domain;

/// <summary>A set of platforms. Its bits are stored: bit n stands for the platform with the number n.</summary>
/// <param name="Bits">The bits.</param>
public readonly record struct PlatformSet(ushort Bits)
{
    /// <summary>Every platform.</summary>
    public static PlatformSet All { get; } = Of(Platforms.All.AsSpan());

    /// <summary>Whether no platform is in it.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>The set of some platforms.</summary>
    public static PlatformSet Of(params ReadOnlySpan<Platform> platforms)
    {
        var bits = 0;
        foreach (var platform in platforms)
            bits |= 1 << (int)platform;
        return new PlatformSet((ushort)bits);
    }

    /// <summary>Whether a platform is in it.</summary>
    public bool Contains(Platform platform) => (Bits & (1 << (int)platform)) != 0;

    /// <summary>The platforms of either set.</summary>
    public PlatformSet With(PlatformSet others) => new((ushort)(Bits | others.Bits));

    /// <summary>The platforms that are not in another set.</summary>
    public PlatformSet Without(PlatformSet others) => new((ushort)(Bits & ~others.Bits));
}
