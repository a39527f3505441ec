using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Cluster.Clocks;

/// <summary>Gives a process its one clock.</summary>
public static class ClockHosting
{
    /// <summary>
    /// Registers the clock that the database started as the <see cref="TimeProvider"/> of the process, and keeps it correct.
    /// </summary>
    public static IServiceCollection AddProcessClock(this IServiceCollection services, ClusterDatabase database)
    {
        services.AddSingleton(database.Clock);
        services.AddSingleton<TimeProvider>(database.Clock);
        services.AddSingleton(database.ClockReference);
        services.AddMetrics();
        services.AddSingleton<ClockMetrics>();
        services.AddSingleton<ClockWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<ClockWatch>());
        return services;
    }
}
