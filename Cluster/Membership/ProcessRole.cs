namespace PresenceCluster.Cluster.Membership;

/// <summary>
/// The role of a process in the cluster. It is the first part of the silo's name, so every process reads it from the membership.
/// </summary>
public enum ProcessRole
{
    /// <summary>Hosts user grains; may hold connections as well.</summary>
    Silo,

    /// <summary>Holds connections and answers REST only; no user grain is ever placed there.</summary>
    Gateway,
}

/// <summary>Writes and reads the role in a silo's name.</summary>
public static class ProcessName
{
    private const string SiloPrefix = "silo-";
    private const string GatewayPrefix = "gateway-";

    /// <summary>The silo name of a process.</summary>
    /// <param name="role">Its role.</param>
    /// <param name="name">Its own name, unique among the running processes.</param>
    public static string For(ProcessRole role, string name) => (role == ProcessRole.Silo ? SiloPrefix : GatewayPrefix) + name;

    /// <summary>A process's own name in its silo name; a name without a role stays as it is.</summary>
    public static string OwnOf(string siloName) => HostsUsers(siloName) ? siloName[SiloPrefix.Length..]
        : siloName.StartsWith(GatewayPrefix, StringComparison.Ordinal) ? siloName[GatewayPrefix.Length..]
        : siloName;

    /// <summary>What the process with this silo name does.</summary>
    public static ProcessRole RoleOf(string siloName) => HostsUsers(siloName) ? ProcessRole.Silo : ProcessRole.Gateway;

    private static bool HostsUsers(string siloName) => siloName.StartsWith(SiloPrefix, StringComparison.Ordinal);
}
