using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using PresenceCluster.Cluster.Clocks;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Snapshots;

namespace PresenceCluster.Cluster.Hosting;

/// <summary>The services of every process of the cluster, silo or gateway.</summary>
public static class ClusterHosting
{
    /// <summary>Adds the cluster's view, the app snapshots and the pushes, and tunes Orleans by <see cref="ClusterOptions"/>.</summary>
    /// <param name="silo">The process's silo.</param>
    /// <param name="role">The role of the process; it becomes part of the silo's name.</param>
    public static ISiloBuilder AddPresenceCluster(this ISiloBuilder silo, ProcessRole role)
    {
        var services = silo.Services;
        services.AddOptions<ClusterOptions>().BindConfiguration("Cluster")
            .PostConfigure(options => options.ProcessName = options.ProcessName is "" ? $"{Environment.MachineName}-{options.SiloPort}" : options.ProcessName)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
        services.AddOptions<AppDirectoryOptions>().BindConfiguration("Apps:Directory").ValidateDataAnnotations().ValidateOnStart();

        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, MembershipClock>();
        services.AddSingleton<ClusterView>();
        services.AddPlacementDirector<UserPlacementStrategy, UserPlacementDirector>();
        services.AddSingleton<OwnerDirectory>();
        silo.AddGrainDirectory(OwnerDirectory.Name, (provider, _) => provider.GetRequiredService<OwnerDirectory>());
        services.AddSingleton<AppDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<AppDirectory>());
        services.AddSingleton<OperatorDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<OperatorDirectory>());
        services.AddOptions<SiloOptions>()
            .Configure<IOptions<ClusterOptions>>((options, cluster) => options.SiloName = ProcessName.For(role, cluster.Value.ProcessName));
        silo.AddProcesses();
        return silo.TuneOrleans();
    }
}
