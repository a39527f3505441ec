namespace PresenceCluster.Cluster.Hosting;

/// <summary>Who in the cluster knows on which silo a grain is active.</summary>
public enum GrainDirectoryKind
{
    /// <summary>Orleans' stable directory. When any process leaves, part of the other processes' grains are activated anew.</summary>
    Default = 0,

    /// <summary>Orleans' newer directory, experimental in 10.4 (ORLEANSEXP003): the other processes keep their grains.</summary>
    Distributed = 1,
}
