using System.Data.Common;
using System.Globalization;

namespace PresenceCluster.Storage.Database;

/// <summary>
/// Makes sure that one database serves one cluster. The users' rows carry no cluster's name, so a second cluster would take the first one's
/// gateways for dead. Checked at start, before this process joins the cluster.
/// </summary>
internal sealed class DatabaseTenancy(DbDataSource dataSource, StorageMode mode, TimeProvider time)
{
    private const int ActiveStatus = 3;

    private const string OtherService = "SELECT ServiceId FROM OrleansStorage WHERE ServiceId <> @own LIMIT 1";

    private const string OtherMembers =
        "SELECT DeploymentId, IAmAliveTime FROM OrleansMembershipTable WHERE DeploymentId <> @own AND Status = @active ORDER BY IAmAliveTime DESC LIMIT 1";

    /// <summary>Refuses a database that another service owns, or that a running cluster of another name uses.</summary>
    /// <param name="clusterId">This process's cluster.</param>
    /// <param name="serviceId">This process's service.</param>
    /// <param name="aliveWithin">A member that has given no sign of life for this long has ended.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task CheckAsync(string clusterId, string serviceId, TimeSpan aliveWithin, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (var service = connection.Command(OtherService, ("@own", serviceId)))
        {
            if (await service.ExecuteScalarAsync(cancellationToken) is string other)
            {
                throw OfAnother(
                    "Cluster:ServiceId", other, serviceId, "Set that service id, or give this cluster a database of its own.");
            }
        }

        // The embedded file has one process, which has already deleted the members of earlier runs.
        if (mode == StorageMode.Embedded)
            return;
        await using var members = connection.Command(OtherMembers, ("@own", clusterId), ("@active", ActiveStatus));
        await using var reader = await members.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken)
            && reader.GetFieldValue<DateTimeOffset>(1) > time.GetUtcNow() - aliveWithin)
        {
            throw OfAnother(
                "the running cluster with Cluster:ClusterId",
                reader.GetString(0),
                clusterId,
                string.Create(CultureInfo.InvariantCulture, $"Set that cluster id, or stop that cluster and wait {aliveWithin.TotalSeconds:F0} s."));
        }
    }

    private static ClusterDatabaseException OfAnother(string setting, string other, string own, string remedy)
        => new(StorageFault.OfAnotherCluster, $"The database belongs to {setting} '{other}', but this process has '{own}'. {remedy}");
}
