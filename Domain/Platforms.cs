using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>The name and the kind of every platform.</summary>
public static class Platforms
{
    /// <summary>All platforms, in the order of their numbers.</summary>
    public static ImmutableArray<Platform> All { get; } = [.. Enum.GetValues<Platform>()];

    /// <summary>The platforms that a cap can be set for: all but the mini program, which shares the cap of Web.</summary>
    public static ImmutableArray<Platform> Capped { get; } = [.. All.Where(platform => platform.CountedAs() == platform)];

    extension(Platform platform)
    {
        /// <summary>The family of the platform.</summary>
        public PlatformKind Kind => platform switch
        {
            Platform.Android or Platform.IPhone or Platform.IPad or Platform.HarmonyOS => PlatformKind.Mobile,
            Platform.Windows or Platform.Mac or Platform.Linux => PlatformKind.Desktop,
            Platform.Web or Platform.MiniProgram => PlatformKind.Web,
            _ => throw new ArgumentOutOfRangeException(nameof(platform), platform, "Not a platform."),
        };

        /// <summary>The platform's spelling in the protocol and in <c>/v1</c>.</summary>
        public string Name => platform switch
        {
            Platform.IPhone => "iPhone",
            Platform.IPad => "iPad",
            _ => platform.ToString(),
        };

        /// <summary>The platform as which the login policy counts this one: a mini program is a Web instance (contract §6).</summary>
        public Platform CountedAs() => platform == Platform.MiniProgram ? Platform.Web : platform;
    }

    /// <summary>Reads a platform's name, in any letter case.</summary>
    /// <returns>False for any text that is not the name of a platform; numbers are refused.</returns>
    public static bool TryParse(string? text, out Platform platform)
    {
        foreach (var candidate in All)
        {
            if (string.Equals(text, candidate.Name, StringComparison.OrdinalIgnoreCase))
            {
                platform = candidate;
                return true;
            }
        }

        platform = default;
        return false;
    }
}
