namespace PresenceCluster.Domain;

/// <summary>
/// The kind of device that a session runs on (seed, "multi-device login"; contract §6). Values are stored and must not be renumbered.
/// </summary>
public enum Platform : byte
{
    /// <summary>Android phones and tablets.</summary>
    Android = 1,

    /// <summary>iPhone.</summary>
    IPhone = 2,

    /// <summary>iPad.</summary>
    IPad = 3,

    /// <summary>HarmonyOS; counted as mobile (docs/adr/0003).</summary>
    HarmonyOS = 4,

    /// <summary>Windows desktop.</summary>
    Windows = 5,

    /// <summary>macOS desktop.</summary>
    Mac = 6,

    /// <summary>Linux desktop; in the same exclusion group as Windows and Mac (docs/adr/0003).</summary>
    Linux = 7,

    /// <summary>A browser page.</summary>
    Web = 8,

    /// <summary>A mini program; counts as a Web instance (contract §6).</summary>
    MiniProgram = 9,
}
