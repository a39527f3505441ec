namespace PresenceCluster.Storage.Audit;

/// <summary>
/// Which entries of the audit log share a bound: what back ends do hundreds of times per second must not push out what operators did.
/// Values are stored and must not be renumbered.
/// </summary>
public enum AuditShelf
{
    /// <summary>Apps, keys, endpoints, operators, processes.</summary>
    Administration = 0,

    /// <summary>Single users: kicks.</summary>
    Users = 1,
}
