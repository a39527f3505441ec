using System.Data.Common;

namespace PresenceCluster.Cluster.Storage;

/// <summary>Compares this machine's clock with that of the database, which all processes of the cluster share.</summary>
internal static class DatabaseClock
{
    /// <summary>How far this machine's clock is ahead; negative when behind. Exact to the time that the question takes.</summary>
    public static async Task<TimeSpan> MeasureAheadAsync(DbDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT clock_timestamp()";
        var askedAt = time.GetUtcNow();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var theirs = reader.GetFieldValue<DateTimeOffset>(0);
        var between = askedAt + ((time.GetUtcNow() - askedAt) / 2);
        return between - theirs;
    }
}
