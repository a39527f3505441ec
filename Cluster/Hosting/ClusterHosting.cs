using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using PresenceCluster.Cluster.Clocks;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Storage.Settings;

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
        services.AddSettings<ClusterOptions>(ClusterOptions.Section).PostConfigure(options =>
        {
            if (options.ProcessName is "")
                options.ProcessName = $"{Environment.MachineName}-{options.SiloPort}";
        });
        services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
        services.AddSettings<AppDirectoryOptions>(AppDirectoryOptions.Section);

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
