namespace PresenceCluster.Domain;

/// <summary>
/// How many devices of one platform may be logged in at once; 1 each by default. Web may have up to 10, native platforms up to 3
/// and above 1 only in the Ultimate edition (seed; contract §6).
/// </summary>
public sealed record InstanceCaps
{
    /// <summary>The highest cap of Web (shared with the mini program).</summary>
    public const int WebCapMax = 10;

    /// <summary>The highest cap of a native platform.</summary>
    public const int NativeCapMax = 3;

    /// <summary>Android devices.</summary>
    public int Android { get; init; } = 1;

    /// <summary>iPhones.</summary>
    public int IPhone { get; init; } = 1;

    /// <summary>iPads.</summary>
    public int IPad { get; init; } = 1;

    /// <summary>HarmonyOS devices.</summary>
    public int HarmonyOS { get; init; } = 1;

    /// <summary>Windows desktops.</summary>
    public int Windows { get; init; } = 1;

    /// <summary>Macs.</summary>
    public int Mac { get; init; } = 1;

    /// <summary>Linux desktops.</summary>
    public int Linux { get; init; } = 1;

    /// <summary>Web pages and mini programs together.</summary>
    public int Web { get; init; } = 1;

    /// <summary>The same cap for every platform, for tests and the what-if panel.</summary>
    public static InstanceCaps Same(int cap) => new()
    {
        Android = cap,
        IPhone = cap,
        IPad = cap,
        HarmonyOS = cap,
        Windows = cap,
        Mac = cap,
        Linux = cap,
        Web = cap,
    };

    /// <summary>The cap that counts for a platform; a mini program has that of Web.</summary>
    public int For(Platform platform) => platform.CountedAs() switch
    {
        Platform.Android => Android,
        Platform.IPhone => IPhone,
        Platform.IPad => IPad,
        Platform.HarmonyOS => HarmonyOS,
        Platform.Windows => Windows,
        Platform.Mac => Mac,
        Platform.Linux => Linux,
        Platform.Web => Web,
        _ => throw new ArgumentOutOfRangeException(nameof(platform), platform, "Not a platform."),
    };

    /// <summary>The same caps with another for one platform.</summary>
    public InstanceCaps With(Platform platform, int cap) => platform.CountedAs() switch
    {
        Platform.Android => this with { Android = cap },
        Platform.IPhone => this with { IPhone = cap },
        Platform.IPad => this with { IPad = cap },
        Platform.HarmonyOS => this with { HarmonyOS = cap },
        Platform.Windows => this with { Windows = cap },
        Platform.Mac => this with { Mac = cap },
        Platform.Linux => this with { Linux = cap },
        Platform.Web => this with { Web = cap },
        _ => throw new ArgumentOutOfRangeException(nameof(platform), platform, "Not a platform."),
    };

    /// <summary>The highest cap that a platform may have in an edition.</summary>
    public static int Highest(Platform platform, Edition edition) => platform.CountedAs() switch
    {
        Platform.Web => WebCapMax,
        _ => edition == Edition.Ultimate ? NativeCapMax : 1,
    };
}
