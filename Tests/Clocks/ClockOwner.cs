namespace PresenceCluster.Tests.Clocks;

/// <summary>The processes whose wall clocks are stepped.</summary>
public enum ClockOwner
{
    /// <summary>One silo's.</summary>
    Silo,

    /// <summary>One gateway's.</summary>
    Gateway,

    /// <summary>Those of all silos and gateways.</summary>
    Processes,

    /// <summary>The database server's.</summary>
    Database,
}
