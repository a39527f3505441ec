namespace PresenceCluster.Storage.Audit;

/// <summary>
/// Groups the entries of the audit log that share a bound. Back ends act hundreds of times per second, and their entries must not push out
/// those of operators. Values are stored and must not be renumbered.
/// </summary>
public enum AuditShelf
{
    /// <summary>Apps, keys, endpoints, operators, processes.</summary>
    Administration = 0,

    /// <summary>Single users: kicks.</summary>
    Users = 1,
}
