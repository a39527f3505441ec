using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace PresenceCluster.Storage.Events;

/// <summary>
/// The transactions that run on the PostgreSQL server and can write no event. The log's readers do not wait for them.
///
/// Every transaction that stores events takes a shared advisory lock before it gets its number. So a transaction that has a number and not
/// the lock is foreign, and stays so. The lock is shared by all writers; nobody waits for it.
/// </summary>
/// <param name="dataSource">The database of the log.</param>
/// <param name="time">The process's time.</param>
internal sealed class ForeignTransactions(DbDataSource dataSource, TimeProvider time)
{
    /// <summary>The shortest time between two looks of a process. Each look copies the server's table of locks.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // Any number that nobody else uses. Two numbers are another kind of key than the single one of the schema's migration.
    private const string Key = "1162167891";

    private const string IsWriterLock = $"""
        locktype = 'advisory' AND classid = {Key} AND objid = {Key}
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    /// <summary>A transaction that will store events selects this before any other statement.</summary>
    internal const string LockAsWriter = $"pg_advisory_xact_lock_shared({Key}, {Key})";

    // A transaction gives its locks back one by one after its commit, so one without the lock may also have just ended. It was foreign
    // only if it still runs after the locks were read. CASE depends on the locks and is therefore evaluated after them.
    private const string Select = $"""
        WITH holder AS MATERIALIZED (
            SELECT array_agg(transactionid) FILTER (WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock') AS numbers,
                bool_or({IsWriterLock}) AS is_writer
            FROM pg_locks WHERE granted AND locktype IN ('transactionid', 'advisory')
            GROUP BY virtualtransaction)
        SELECT running FROM pg_snapshot_xip(pg_current_snapshot()) AS running JOIN holder ON running::xid = ANY (holder.numbers)
        WHERE CASE WHEN holder.is_writer THEN FALSE ELSE pg_xact_status(running) = 'in progress' END
        """;

    private volatile ulong[] _numbers = [];
    private long _lookedAt = time.GetTimestamp() - (long)(Period.TotalSeconds * time.TimestampFrequency);
    private int _isLooking;

    /// <summary>The numbers of those that the latest look found. Some may have ended since.</summary>
    public ulong[] Numbers => _numbers;

    /// <summary>Looks again, unless a look is under way or younger than <see cref="Period"/>.</summary>
    /// <returns>Whether transactions were found that had not been known.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(Volatile.Read(ref _lookedAt)) < Period || Interlocked.Exchange(ref _isLooking, 1) == 1)
            return false;
        try
        {
            Volatile.Write(ref _lookedAt, time.GetTimestamp());
            await using var command = dataSource.CreateCommand(Select);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var found = new List<ulong>();
            while (await reader.ReadAsync(cancellationToken))
                found.Add(reader.GetFieldValue<ulong>(0));
            var hasNew = found.Except(_numbers).Any();
            _numbers = [.. found];
            return hasNew;
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    /// <summary>The numbers as a parameter.</summary>
    public static NpgsqlParameter<ulong[]> AsParameter(ulong[] numbers)
        => new() { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid8 };
}
