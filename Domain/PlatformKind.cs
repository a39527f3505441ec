namespace PresenceCluster.Domain;

/// <summary>The three families of platforms that the seed's rules speak of.</summary>
public enum PlatformKind : byte
{
    /// <summary>Android, iPhone, iPad, HarmonyOS: reachable by push after the app was killed.</summary>
    Mobile,

    /// <summary>Windows, Mac, Linux.</summary>
    Desktop,

    /// <summary>Web and mini program: a short heartbeat time-out, never PushOnline.</summary>
    Web,
}
