using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Processes;

/// <summary>Reaches one process by its address. Calls fail within milliseconds once that process is gone.</summary>
public interface IProcessCalls
{
    /// <summary>What every process answers.</summary>
    IProcessService Process(SiloAddress address);

    /// <summary>What a process answers that hosts user grains.</summary>
    ISiloService Silo(SiloAddress address);
}
