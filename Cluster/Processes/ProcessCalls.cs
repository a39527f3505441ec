using Orleans.Runtime.Services;
using Orleans.Services;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Processes;

/// <summary>The calls through Orleans' grain services.</summary>
internal sealed class ProcessCalls(IServiceProvider services) : IProcessCalls
{
    private readonly Client<IProcessService> _processes = new(services);
    private readonly Client<ISiloService> _silos = new(services);

    public IProcessService Process(SiloAddress address) => _processes.On(address);

    public ISiloService Silo(SiloAddress address) => _silos.On(address);

    private sealed class Client<TService>(IServiceProvider services) : GrainServiceClient<TService>(services)
        where TService : IGrainService
    {
        public TService On(SiloAddress address) => GetGrainService(address);
    }
}
