using Orleans.Runtime.Services;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Processes;

/// <summary>Reaches the <see cref="IProcessService"/> of any process.</summary>
internal sealed class ProcessServiceClient(IServiceProvider services) : GrainServiceClient<IProcessService>(services)
{
    /// <summary>The service in one process.</summary>
    public IProcessService On(SiloAddress process) => GetGrainService(process);
}
