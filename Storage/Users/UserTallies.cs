using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Users;

/// <summary>Reads the tallies from the cluster's database.</summary>
public sealed class UserTallies(ClusterDatabase database)
{
    private const string Select = "SELECT app, kind, CAST(SUM(count) AS bigint) FROM presence_tally GROUP BY app, kind";

    /// <summary>The tally of every app that has one.</summary>
    public async Task<IReadOnlyDictionary<AppId, UserTally>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(Select);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var counts = new List<(AppId App, TallyChange Count)>();
        while (await reader.ReadAsync(cancellationToken))
            counts.Add((new AppId((uint)reader.GetInt64(0)), new TallyChange(reader.GetInt32(1), reader.GetInt64(2))));
        return counts.GroupBy(row => row.App, row => row.Count).ToDictionary(app => app.Key, app => new UserTally(app));
    }
}
