namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>The faults that the tool causes in the cluster.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL, and a new process in its place.</summary>
    KillGateway,
    KillSilo,

    /// <summary>SIGTERM, and a new process in its place.</summary>
    StopGateway,
    StopSilo,

    /// <summary>SIGSTOP, and SIGCONT before the others give it up or long after.</summary>
    FreezeGateway,
    FreezeSilo,

    /// <summary>The database crashes and comes back.</summary>
    StopPostgres,

    /// <summary>The database hangs for a while.</summary>
    FreezePostgres,

    /// <summary>SIGSTOP of both silos at once, of a gateway or of the database, for less time than it takes to be declared dead.</summary>
    PauseSilos,
    PauseGateway,
    PausePostgres,

    /// <summary>Wall clocks step, then a gateway is killed.</summary>
    StepClocks,
}
