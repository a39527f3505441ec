using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PresenceCluster.Cluster.Clocks;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Cluster.Hosting;

/// <summary>Ready means: this process is an active member, knows the apps, has the database's time and reaches the database.</summary>
internal sealed class ClusterHealth(
    ISiloStatusOracle silo, AppDirectory apps, OperatorDirectory operators, ClusterDatabase database, ClockWatch clock) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (silo.CurrentStatus != SiloStatus.Active)
            return HealthCheckResult.Unhealthy($"The silo is {silo.CurrentStatus}.");
        if (!apps.Loaded.IsCompletedSuccessfully || !operators.Loaded.IsCompletedSuccessfully)
            return HealthCheckResult.Unhealthy("The apps and operators are not loaded yet.");
        if (clock.FaultFrom(database.ClockSkewMax) is { } fault)
            return HealthCheckResult.Unhealthy(fault);

        try
        {
            await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1";
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (System.Data.Common.DbException exception)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", exception);
        }
    }
}

/// <summary>Adds the cluster's health check to a process.</summary>
public static class ClusterHealthExtensions
{
    /// <summary>Adds the check that decides whether the process is ready.</summary>
    public static IHealthChecksBuilder AddClusterHealth(this IHealthChecksBuilder checks) => checks.AddCheck<ClusterHealth>("cluster");
}
