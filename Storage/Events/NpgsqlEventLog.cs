using System.Data.Common;
using Npgsql;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;

namespace PresenceCluster.Storage.Events;

/// <summary>
/// The log in PostgreSQL. Transactions may commit in another order than that of their numbers. A page therefore shows only events of
/// transactions below every running one, and later events come behind its last event.
/// </summary>
/// <remarks>
/// The price: one open writing transaction anywhere on the server holds all events back. No transaction of this project is open for longer
/// than a round trip.
/// </remarks>
internal sealed class NpgsqlEventLog(DbDataSource dataSource) : IEventLog, IEventLogTrim
{
    // Every read, and the trim, must follow an index up to its limit. A plan made while the table was small must not scan or sort it once
    // it has grown. As a function with a local setting it holds for this transaction only, also behind a connection pooler.
    internal const string FollowTheIndex =
        "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)"
        + $", {NothingRuns}";

    // Evaluated before the events are looked up: every transaction that had a number by then has ended, so its events are visible.
    private const string NothingRuns = "pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot())";
    private const int NothingRunsColumn = 3;

    private const string Columns = "xact, number, user_id, payload";
    private const string IsVisible = "xact < pg_snapshot_xmin(pg_current_snapshot())";

    private const string SelectPartition = $"""
        SELECT {Columns} FROM presence_event
        WHERE app = $1 AND partition = $5 AND (xact, number) > ($2, $3) AND {IsVisible}
        ORDER BY xact, number LIMIT $4
        """;

    private const string CountPartition = $"""
        SELECT count(*), count(*) FILTER (WHERE NOT ({IsVisible})), min(at) FROM (
            SELECT xact, at FROM presence_event
            WHERE app = $1 AND partition = $5 AND (xact, number) > ($2, $3)
            ORDER BY xact, number LIMIT $4) AS waiting
        """;

    // Others' transactions show their number and application to every user, but their begin only to a member of pg_read_all_stats.
    private const string SelectHoldup = """
        SELECT xid::text, pid, application, database, since FROM (
            SELECT backend_xid AS xid, pid, COALESCE(application_name, '') AS application, COALESCE(datname::text, '') AS database,
                xact_start AS since
            FROM pg_stat_activity WHERE backend_xid IS NOT NULL
            UNION ALL
            SELECT transaction, NULL::integer, gid, database::text, prepared FROM pg_prepared_xacts) AS running
        WHERE xid = pg_snapshot_xmin(pg_current_snapshot())::xid LIMIT 1
        """;

    private const string SelectUser = $"""
        SELECT {Columns} FROM presence_event
        WHERE app = $1 AND user_id = $2 AND version < $3 AND {IsVisible}
        ORDER BY version DESC LIMIT $4
        """;

    private const string SelectEnd = "SELECT pg_snapshot_xmin(pg_current_snapshot())";

    private const string SelectKept = "SELECT xact, number FROM presence_event_kept WHERE app = $1";

    // Rows never move, so their physical place finds them again without a second look-up in the index.
    internal const string Trim = """
        WITH deleted AS (
            DELETE FROM presence_event WHERE ctid = ANY (ARRAY (
                SELECT oldest.place FROM (
                    SELECT ctid AS place, at FROM presence_event
                    WHERE app = $1 AND partition = $2 AND (xact, number) <= ($3, $4)
                    ORDER BY xact, number LIMIT $6) AS oldest
                WHERE oldest.at < $5))
            RETURNING xact, number),
        kept AS (
            INSERT INTO presence_event_kept AS k (app, xact, number)
            SELECT $1, xact, number FROM deleted ORDER BY xact DESC, number DESC LIMIT 1
            ON CONFLICT (app) DO UPDATE SET xact = excluded.xact, number = excluded.number
            WHERE (k.xact, k.number) < (excluded.xact, excluded.number))
        SELECT count(*) FROM deleted
        """;

    // Each branch follows the primary key, so the server merges them and reads hardly more rows than it returns.
    internal static readonly string SelectApp = string.Join(" UNION ALL ", Enumerable.Range(0, EventPartition.Count).Select(partition => $"""
        (SELECT {Columns} FROM presence_event
        WHERE app = $1 AND partition = {partition} AND (xact, number) > ($2, $3) AND {IsVisible}
        ORDER BY xact, number LIMIT $4)
        """)) + " ORDER BY xact, number LIMIT $4";

    public async Task<IReadOnlyList<RecordedEvent>> ReadAsync(AppId app, EventPosition after, int countMax, CancellationToken cancellationToken)
        => (await ReadAsync(app, SelectApp, [Xact(after), Number(after), Value(countMax)], cancellationToken)).Events;

    public Task<LogPage> ReadPartitionAsync(
        AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken)
        => ReadAsync(app, SelectPartition, [Xact(after), Number(after), Value(countMax), Value((short)partition)], cancellationToken);

    public async Task<LogBacklog> CountAsync(
        AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = (NpgsqlConnection)await dataSource.OpenConnectionAsync(cancellationToken);
        NpgsqlParameter[] values = [Xact(after), Number(after), Value(countMax), Value((short)partition)];
        await using var batch = FollowingTheIndex(connection, app, CountPartition, values);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        DateTimeOffset? oldestAt = await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(2);
        return new LogBacklog(reader.GetInt64(0), reader.GetInt64(1), oldestAt);
    }

    public async Task<LogHoldup?> FindHoldupAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SelectHoldup);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        int? pid = await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetInt32(1);
        DateTimeOffset? since = await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(4);
        return new LogHoldup(reader.GetString(0), pid, reader.GetString(2), reader.GetString(3), since);
    }

    public async Task<IReadOnlyList<RecordedEvent>> ReadUserAsync(UserKey user, long beforeVersion, int countMax, CancellationToken cancellationToken)
        => (await ReadAsync(user.App, SelectUser, [Value(user.UserId), Value(beforeVersion), Value(countMax)], cancellationToken)).Events;

    public async Task<EventPosition> EndAsync(AppId app, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SelectEnd);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);

        // Numbers begin at 1, so this is before the first event of the oldest transaction that still runs.
        return new EventPosition(reader.GetFieldValue<ulong>(0), 0);
    }

    public async Task<EventPosition> KeptAfterAsync(AppId app, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SelectKept);
        command.Parameters.Add(Value((long)app.Value));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new EventPosition(reader.GetFieldValue<ulong>(0), reader.GetInt32(1))
            : EventPosition.Start;
    }

    public async Task<int> TrimAsync(
        AppId app, int partition, EventPosition upTo, DateTimeOffset happenedBefore, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = (NpgsqlConnection)await dataSource.OpenConnectionAsync(cancellationToken);
        NpgsqlParameter[] values =
        [
            Value((short)partition), Xact(upTo), Number(upTo), Value(happenedBefore.ToUniversalTime()), Value(countMax),
        ];
        await using var batch = FollowingTheIndex(connection, app, Trim, values);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (int)reader.GetInt64(0);
    }

    private async Task<LogPage> ReadAsync(
        AppId app, string select, NpgsqlParameter[] values, CancellationToken cancellationToken)
    {
        await using var connection = (NpgsqlConnection)await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = FollowingTheIndex(connection, app, select, values);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var isWhole = reader.GetBoolean(NothingRunsColumn);
        await reader.NextResultAsync(cancellationToken);
        var events = new List<RecordedEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new RecordedEvent
            {
                Position = new EventPosition(reader.GetFieldValue<ulong>(0), reader.GetInt32(1)),
                User = new UserKey(app, reader.GetString(2)),
                Event = StatusEventCodec.Decode(reader.GetFieldValue<byte[]>(3)),
            });
        }

        return new LogPage(events, isWhole);
    }

    private static NpgsqlBatch FollowingTheIndex(NpgsqlConnection connection, AppId app, string text, NpgsqlParameter[] values)
    {
        var command = new NpgsqlBatchCommand(text) { Parameters = { Value((long)app.Value) } };
        foreach (var value in values)
            command.Parameters.Add(value);
        return new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(FollowTheIndex), command } };
    }

    private static NpgsqlParameter<ulong> Xact(EventPosition position)
        => new() { TypedValue = position.Commit, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 };

    // A position may come from outside. A number that is too large is capped; it stays behind every event of its transaction.
    private static NpgsqlParameter<int> Number(EventPosition position) => Value((int)Math.Min(position.Number, int.MaxValue));

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
