namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>The result of a kick. Values travel between processes and must not be renumbered.</summary>
public enum KickOutcome : byte
{
    /// <summary>No session was meant, and no credential revoked.</summary>
    NothingToKick = 0,

    /// <summary>Done, and stored.</summary>
    Kicked = 1,

    /// <summary>There is no such account.</summary>
    UnknownAccount = 2,
}
