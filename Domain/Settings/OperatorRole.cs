namespace PresenceCluster.Domain.Settings;

/// <summary>The rights of an operator of the cluster.</summary>
public enum OperatorRole
{
    /// <summary>Reads everything but secrets.</summary>
    Viewer,

    /// <summary>Reads and changes everything.</summary>
    Admin,
}
