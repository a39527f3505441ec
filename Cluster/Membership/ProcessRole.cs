namespace PresenceCluster.Cluster.Membership;

/// <summary>
/// The role of a process in the cluster. It is the first part of the silo's name, so every process reads it from the membership.
/// </summary>
public enum ProcessRole
{
    /// <summary>Hosts user grains; may hold connections as well.</summary>
    Core,

    /// <summary>Holds connections and answers REST only; no user grain is ever placed there.</summary>
    Gateway,
}

/// <summary>Writes and reads the role in a silo's name.</summary>
public static class ProcessName
{
    private const string CorePrefix = "core-";
    private const string GatewayPrefix = "gateway-";

    /// <summary>The silo name of a process.</summary>
    /// <param name="role">Its role.</param>
    /// <param name="name">Its own name, unique among the running processes.</param>
    public static string For(ProcessRole role, string name) => (role == ProcessRole.Core ? CorePrefix : GatewayPrefix) + name;

    /// <summary>A process's own name, read from its silo name. A silo name without a known prefix is returned whole.</summary>
    public static string OwnOf(string siloName) => HostsUsers(siloName) ? siloName[CorePrefix.Length..]
        : siloName.StartsWith(GatewayPrefix, StringComparison.Ordinal) ? siloName[GatewayPrefix.Length..]
        : siloName;

    /// <summary>The role of the process with this silo name.</summary>
    public static ProcessRole RoleOf(string siloName) => HostsUsers(siloName) ? ProcessRole.Core : ProcessRole.Gateway;

    private static bool HostsUsers(string siloName) => siloName.StartsWith(CorePrefix, StringComparison.Ordinal);
}
