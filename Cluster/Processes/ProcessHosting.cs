using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PresenceCluster.Cluster.Processes;

/// <summary>Wires this process's part in the cluster, and the way to the other processes.</summary>
internal static class ProcessHosting
{
    /// <summary>Adds the process's counters, its samples, and the way to those of the other processes.</summary>
    public static ISiloBuilder AddProcesses(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.TryAddSingleton<ProcessTraffic>();
        services.AddSingleton<ProcessMeter>();
        services.AddHostedService(provider => provider.GetRequiredService<ProcessMeter>());
        services.AddSingleton<IProcessCalls, ProcessCalls>();
        services.AddSingleton<ProcessBroadcast>();
        services.TryAddSingleton<IConnectionTable, NoConnections>();
        services.AddSingleton<IClusterProcesses, ClusterProcesses>();
        silo.AddGrainService<ProcessService>();
        return silo;
    }
}
