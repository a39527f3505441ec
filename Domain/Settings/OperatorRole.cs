namespace PresenceCluster.Domain.Settings;

/// <summary>What an operator of the cluster may do.</summary>
public enum OperatorRole
{
    /// <summary>Reads everything but secrets.</summary>
    Viewer,

    /// <summary>Reads and changes everything.</summary>
    Admin,
}
