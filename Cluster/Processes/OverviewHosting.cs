using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Cluster.Processes;

/// <summary>Wires what the overview needs into a process.</summary>
public static class OverviewHosting
{
    /// <summary>Adds <see cref="UserTallies"/> over the process's database.</summary>
    public static IServiceCollection AddUserTallies(this IServiceCollection services)
    {
        services.TryAddSingleton<UserTallies>();
        return services;
    }

    /// <summary>Adds the process's counters, its samples, and the way to those of the other processes.</summary>
    internal static ISiloBuilder AddOverview(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<OverviewOptions>().BindConfiguration(OverviewOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ProcessTraffic>();
        services.AddSingleton<ProcessMeter>();
        services.AddHostedService(provider => provider.GetRequiredService<ProcessMeter>());
        services.AddSingleton<ProcessServiceClient>();
        services.AddSingleton<IClusterProcesses, ClusterProcesses>();
        silo.AddGrainService<ProcessService>();
        return silo;
    }
}
