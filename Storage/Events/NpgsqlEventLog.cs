using System.Data.Common;
using Npgsql;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;

namespace PresenceCluster.Storage.Events;

/// <summary>
/// The log in PostgreSQL. Transactions may commit in another order than that of their numbers. A page therefore shows only events of
/// transactions below the horizon, which is the oldest running transaction that may store events. Later events come behind its last event.
/// </summary>
/// <remarks>
/// No transaction of this project is open for longer than a round trip. A foreign one counts until the next look at those that run
/// (<see cref="ForeignTransactions"/>), which is at most a moment.
/// </remarks>
/// <param name="dataSource">The database.</param>
/// <param name="time">The process's time.</param>
internal sealed class NpgsqlEventLog(DbDataSource dataSource, TimeProvider time) : IEventLog, IEventLogTrim
{
    // $1: the transactions that are known to be foreign.
    private const string Horizon = """
        COALESCE(
            (SELECT running FROM pg_snapshot_xip(pg_current_snapshot()) AS running WHERE running <> ALL ($1) ORDER BY running LIMIT 1),
            pg_snapshot_xmax(pg_current_snapshot()))
        """;

    // Every read, and the trim, must follow an index up to its limit. A plan made while the table was small must not scan or sort it once
    // it has grown. As a function with a local setting it holds for this transaction only, also behind a connection pooler.
    // The horizon is found before the events are looked up: every transaction below it has ended by then, so its events are visible.
    private const string Prepare = $"""
        SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true),
            set_config('presence.horizon', horizon::text, true), horizon = pg_snapshot_xmax(pg_current_snapshot())
        FROM (SELECT {Horizon} AS horizon) AS look
        """;

    private const int IsWholeColumn = 4;

    private const string Columns = "xact, number, user_id, payload";
    private const string IsVisible = "xact < current_setting('presence.horizon')::xid8";

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
    private const string SelectHoldup = $"""
        SELECT backend_xid::text, pid, COALESCE(application_name, ''), COALESCE(datname::text, ''), xact_start, (
            SELECT string_agg(format('process %s (application %L) in database %L', pid, application_name, datname), ' and ' ORDER BY pid)
            FROM pg_stat_activity AS blocking WHERE blocking.pid = ANY (pg_blocking_pids(running.pid)))
        FROM pg_stat_activity AS running WHERE backend_xid = ({Horizon})::xid LIMIT 1
        """;

    private const string SelectUser = $"""
        SELECT {Columns} FROM presence_event
        WHERE app = $1 AND user_id = $2 AND version < $3 AND {IsVisible}
        ORDER BY version DESC LIMIT $4
        """;

    private const string SelectEnd = $"SELECT horizon, horizon = pg_snapshot_xmax(pg_current_snapshot()) FROM (SELECT {Horizon} AS horizon) AS look";

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

    private readonly ForeignTransactions _foreign = new(dataSource, time);

    public async Task<IReadOnlyList<RecordedEvent>> ReadAsync(AppId app, EventPosition after, int countMax, CancellationToken cancellationToken)
        => (await ReadAsync(app, SelectApp, () => [Xact(after), Number(after), Value(countMax)], cancellationToken)).Events;

    public Task<LogPage> ReadPartitionAsync(
        AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken)
        => ReadAsync(app, SelectPartition, () => [Xact(after), Number(after), Value(countMax), Value((short)partition)], cancellationToken);

    public async Task<IReadOnlyList<RecordedEvent>> ReadUserAsync(UserKey user, long beforeVersion, int countMax, CancellationToken cancellationToken)
        => (await ReadAsync(user.App, SelectUser, () => [Value(user.UserId), Value(beforeVersion), Value(countMax)], cancellationToken)).Events;

    public Task<LogBacklog> CountAsync(AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken)
        => LookAsync(foreign => CountAsync(foreign, app, partition, after, countMax, cancellationToken), cancellationToken);

    public Task<EventPosition> EndAsync(AppId app, CancellationToken cancellationToken)
        => LookAsync(
            async foreign =>
            {
                await using var command = Command(SelectEnd, ForeignTransactions.AsParameter(foreign));
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                await reader.ReadAsync(cancellationToken);

                // Numbers begin at 1, so this is before the first event of the oldest transaction that may still store one.
                return (new EventPosition(reader.GetFieldValue<ulong>(0), 0), reader.GetBoolean(1));
            },
            cancellationToken);

    public async Task<LogHoldup?> FindHoldupAsync(CancellationToken cancellationToken)
    {
        await _foreign.LookAsync(cancellationToken);
        await using var command = Command(SelectHoldup, ForeignTransactions.AsParameter(_foreign.Numbers));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        DateTimeOffset? since = await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(4);
        return new LogHoldup(reader.GetString(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), since)
        {
            WaitsFor = await reader.IsDBNullAsync(5, cancellationToken) ? null : reader.GetString(5),
        };
    }

    public async Task<EventPosition> KeptAfterAsync(AppId app, CancellationToken cancellationToken)
    {
        await using var command = Command(SelectKept, Value((long)app.Value));
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
        await using var batch = FollowingTheIndex(connection, _foreign.Numbers, app, Trim, values);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (int)reader.GetInt64(0);
    }

    /// <summary>The statement that stands before every read: it finds the horizon and keeps the plan on the index.</summary>
    internal static NpgsqlBatchCommand PrepareRead(ulong[] foreign)
        => new(Prepare) { Parameters = { ForeignTransactions.AsParameter(foreign) } };

    private Task<LogPage> ReadAsync(AppId app, string select, Func<NpgsqlParameter[]> values, CancellationToken cancellationToken)
        => LookAsync(
            async foreign =>
            {
                var page = await ReadAsync(foreign, app, select, values(), cancellationToken);
                return (page, page.IsWhole);
            },
            cancellationToken);

    // A first read that was not whole may have ended at a transaction that now turns out to be foreign.
    private async Task<T> LookAsync<T>(Func<ulong[], Task<(T Found, bool IsWhole)>> read, CancellationToken cancellationToken)
    {
        var (found, isWhole) = await read(_foreign.Numbers);
        if (!isWhole && await _foreign.LookAsync(cancellationToken))
            (found, _) = await read(_foreign.Numbers);
        return found;
    }

    private async Task<LogPage> ReadAsync(
        ulong[] foreign, AppId app, string select, NpgsqlParameter[] values, CancellationToken cancellationToken)
    {
        await using var connection = (NpgsqlConnection)await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = FollowingTheIndex(connection, foreign, app, select, values);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var isWhole = await ReadIsWholeAsync(reader, cancellationToken);
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

    private async Task<(LogBacklog Backlog, bool IsWhole)> CountAsync(
        ulong[] foreign, AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = (NpgsqlConnection)await dataSource.OpenConnectionAsync(cancellationToken);
        NpgsqlParameter[] values = [Xact(after), Number(after), Value(countMax), Value((short)partition)];
        await using var batch = FollowingTheIndex(connection, foreign, app, CountPartition, values);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var isWhole = await ReadIsWholeAsync(reader, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        DateTimeOffset? oldestAt = await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(2);
        return (new LogBacklog(reader.GetInt64(0), reader.GetInt64(1), oldestAt), isWhole);
    }

    private static async Task<bool> ReadIsWholeAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        var isWhole = reader.GetBoolean(IsWholeColumn);
        await reader.NextResultAsync(cancellationToken);
        return isWhole;
    }

    private static NpgsqlBatch FollowingTheIndex(
        NpgsqlConnection connection, ulong[] foreign, AppId app, string text, NpgsqlParameter[] values)
    {
        var command = new NpgsqlBatchCommand(text) { Parameters = { Value((long)app.Value) } };
        foreach (var value in values)
            command.Parameters.Add(value);
        return new NpgsqlBatch(connection) { BatchCommands = { PrepareRead(foreign), command } };
    }

    private DbCommand Command(string text, NpgsqlParameter parameter)
    {
        var command = dataSource.CreateCommand(text);
        command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter<ulong> Xact(EventPosition position)
        => new() { TypedValue = position.Commit, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 };

    // A position may come from outside. A number that is too large is capped; it stays behind every event of its transaction.
    private static NpgsqlParameter<int> Number(EventPosition position) => Value((int)Math.Min(position.Number, int.MaxValue));

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
