using System.Collections.Frozen;
using System.Data.Common;
using Npgsql;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// User rows in PostgreSQL. A batch is one round trip: all inserts as one statement over arrays, all updates as one, all deletes as
/// one, then the events and tallies of the rows that these have changed, together one implicit transaction. Rows that were not as expected simply
/// do not come back; they are looked up afterwards.
/// </summary>
/// <remarks>
/// A silo that was frozen until the cluster gave it up may have a batch under way when it wakes, of which the server may even have done
/// a part. Its users belong to others by then, who have read them and answer from memory, so the batch must not change them behind their
/// backs although the versions would fit: the last statement before the commit undoes it all if the membership table has the writer down
/// as dead.
/// </remarks>
/// <param name="dataSource">The database, which has the cluster's membership as well.</param>
/// <param name="writer">The silo that writes; null for a program that is none.</param>
internal sealed class NpgsqlUserStateStore(DbDataSource dataSource, WritingSilo? writer = null) : IUserStateStore
{
    // The arrays drive and the primary key is probed, always: a plan made while the table was small must not scan it when it has
    // grown. As a function with a local setting it holds for this transaction only, also behind a connection pooler.
    private const string ProbeTheKey =
        "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)";

    private const string PrepareWrite = $"{ProbeTheKey}, {ForeignTransactions.LockAsWriter}";

    // Classes of SQLSTATE: bad data, broken constraint, rolled back (one by one there is no deadlock), bad statement, too large. All
    // others, such as a server that stops, starts, is full or read-only, or a time-out, say nothing about a row.
    private static readonly FrozenSet<string> RefusedClasses = FrozenSet.Create("22", "23", "40", "42", "54");

    // The SQLSTATE of presence_refuse_writer (deploy/postgres/schema-001.sql). Nothing else raises it.
    private const string WriterRefused = "PC001";

    // Finds no row unless the writer is dead. All statements of the transaction are under way at once, so only an error can undo it.
    private const string Fence = """
        SELECT presence_refuse_writer() FROM OrleansMembershipTable
        WHERE DeploymentId = $1 AND Address = $2 AND Port = $3 AND Generation = $4 AND Status = 6
        """;

    private const string Insert = """
        INSERT INTO presence_user (app, user_id, version, payload, due_at, online_bucket, hash)
        SELECT app, user_id, version, payload, due_at, online_bucket, hash
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS i (app, user_id, version, payload, due_at, online_bucket, hash)
        ON CONFLICT DO NOTHING
        RETURNING app, user_id
        """;

    private const string Update = """
        UPDATE presence_user AS u SET version = i.version, payload = i.payload, due_at = i.due_at, online_bucket = i.online_bucket
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS i (app, user_id, version, payload, due_at, online_bucket, expected)
        WHERE u.app = i.app AND u.user_id = i.user_id AND u.version = i.expected
        RETURNING u.app, u.user_id
        """;

    private const string Delete = """
        DELETE FROM presence_user AS u
        USING unnest($1, $2, $3) AS i (app, user_id, expected)
        WHERE u.app = i.app AND u.user_id = i.user_id AND u.version = i.expected
        RETURNING u.app, u.user_id
        """;

    // A row that this transaction has changed carries its number; that is how the events of a row that was not as expected stay away.
    private const string Log = """
        INSERT INTO presence_event (app, partition, number, user_id, version, at, payload)
        SELECT e.app, e.partition, e.number, e.user_id, e.version, e.at, e.payload
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS e (app, partition, number, user_id, version, at, payload)
        JOIN presence_user AS u ON u.app = e.app AND u.user_id = e.user_id
        WHERE u.xmin = pg_current_xact_id()::xid
        """;

    // The same test keeps a repeated batch from being tallied twice. Rows are locked in the order of their key, after all users' rows.
    private const string Tally = """
        INSERT INTO presence_tally AS t (app, kind, stripe, count)
        SELECT c.app, c.kind, $5, sum(c.change)
        FROM unnest($1, $2, $3, $4) AS c (app, user_id, kind, change)
        JOIN presence_user AS u ON u.app = c.app AND u.user_id = c.user_id
        WHERE u.xmin = pg_current_xact_id()::xid
        GROUP BY c.app, c.kind HAVING sum(c.change) <> 0
        ORDER BY c.app, c.kind
        ON CONFLICT (app, kind, stripe) DO UPDATE SET count = t.count + excluded.count
        """;

    // Two batches that choose the same stripe wait for each other's commit; with so many they hardly ever do.
    private const int Stripes = 16;

    private const string Select = """
        SELECT i.place, u.version, u.payload
        FROM unnest($1, $2) WITH ORDINALITY AS i (app, user_id, place)
        JOIN presence_user AS u ON u.app = i.app AND u.user_id = i.user_id
        """;

    public async Task<StoredUserState?[]> ReadManyAsync(IReadOnlyList<UserKey> keys, CancellationToken cancellationToken)
    {
        await using var connection = (NpgsqlConnection)await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = CreateBatch(connection, ProbeTheKey);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Select)
        {
            Parameters = { Array(keys, key => (long)key.App.Value), Array(keys, key => key.UserId) },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var states = new StoredUserState?[keys.Count];
        while (await reader.ReadAsync(cancellationToken))
            states[(int)reader.GetInt64(0) - 1] = new StoredUserState(reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
        return states;
    }

    public async Task<UserStateWriteResult[]> WriteManyAsync(IReadOnlyList<UserStateWrite> writes, CancellationToken cancellationToken)
    {
        // Two batches that lock the same rows must do so in the same order, else they may wait for each other.
        var ordered = writes.OrderBy(write => write.Key.App.Value).ThenBy(write => write.Key.UserId, StringComparer.Ordinal).ToArray();
        var changed = await ChangeAsync(ordered, cancellationToken);
        var results = new UserStateWriteResult[writes.Count];
        System.Array.Fill(results, UserStateWriteResult.Written.Instance);
        if (changed.Count == results.Length)
            return results;

        var places = Enumerable.Range(0, results.Length).Where(place => !changed.Contains(writes[place].Key)).ToArray();
        var stored = await ReadManyAsync([.. places.Select(place => writes[place].Key)], cancellationToken);
        for (var i = 0; i < places.Length; i++)
            results[places[i]] = new UserStateWriteResult.Conflict(stored[i]);
        return results;
    }

    public StoreFailure Classify(Exception fault) => fault is PostgresException { SqlState: var state } && RefusedClasses.Contains(state[..2])
        ? StoreFailure.Rejected
        : StoreFailure.Unavailable;

    private async Task<HashSet<UserKey>> ChangeAsync(UserStateWrite[] writes, CancellationToken cancellationToken)
    {
        await using var connection = (NpgsqlConnection)await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = CreateBatch(connection, PrepareWrite);
        Add(batch, Insert, [.. writes.Where(write => write is { Next: not null, ExpectedVersion: 0 })]);
        Add(batch, Update, [.. writes.Where(write => write is { Next: not null, ExpectedVersion: not 0 })]);
        Add(batch, Delete, [.. writes.Where(write => write.Next is null)]);
        AddEvents(batch, writes);
        AddTally(batch, writes);
        AddFence(batch);

        var changed = new HashSet<UserKey>(writes.Length);
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.NextResultAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                    changed.Add(new UserKey(new AppId((uint)reader.GetInt64(0)), reader.GetString(1)));
            }
        }
        catch (PostgresException fault) when (fault.SqlState == WriterRefused)
        {
            // The cluster has given this silo up. Nothing was changed.
            return [];
        }

        return changed;
    }

    private static NpgsqlBatch CreateBatch(NpgsqlConnection connection, string first)
        => new(connection) { BatchCommands = { new NpgsqlBatchCommand(first) } };

    private static void Add(NpgsqlBatch batch, string sql, UserStateWrite[] writes)
    {
        if (writes.Length == 0)
            return;

        var parameters = new NpgsqlBatchCommand(sql);
        parameters.Parameters.Add(Array(writes, write => (long)write.Key.App.Value));
        parameters.Parameters.Add(Array(writes, write => write.Key.UserId));
        if (writes[0].Next is not null)
        {
            parameters.Parameters.Add(Array(writes, write => write.Next!.Version));
            parameters.Parameters.Add(Array(writes, write => write.Next!.Payload));
            parameters.Parameters.Add(Array(writes, write => write.Due.At?.UtcTicks));
            parameters.Parameters.Add(Array(writes, write => write.OnlineBucket));
        }

        if (sql == Insert)
            parameters.Parameters.Add(Array(writes, write => (long)write.Due.Hash));
        else
            parameters.Parameters.Add(Array(writes, write => write.ExpectedVersion));
        batch.BatchCommands.Add(parameters);
    }

    private static void AddEvents(NpgsqlBatch batch, UserStateWrite[] writes)
    {
        var events = writes.SelectMany(write => write.Events, (write, happened) => (write.Key, Event: happened)).ToArray();
        if (events.Length == 0)
            return;

        batch.BatchCommands.Add(new NpgsqlBatchCommand(Log)
        {
            Parameters =
            {
                Array(events, row => (long)row.Key.App.Value),
                Array(events, row => (short)EventPartition.Of(row.Key)),
                new NpgsqlParameter<int[]> { TypedValue = [.. Enumerable.Range(1, events.Length)] },
                Array(events, row => row.Key.UserId),
                Array(events, row => row.Event.Version),
                Array(events, row => row.Event.At.ToUniversalTime()),
                Array(events, row => row.Event.Payload),
            },
        });
    }

    private static void AddTally(NpgsqlBatch batch, UserStateWrite[] writes)
    {
        var changes = writes.SelectMany(write => write.Tally, (write, change) => (write.Key, Change: change)).ToArray();
        if (changes.Length == 0)
            return;

        batch.BatchCommands.Add(new NpgsqlBatchCommand(Tally)
        {
            Parameters =
            {
                Array(changes, row => (long)row.Key.App.Value),
                Array(changes, row => row.Key.UserId),
                Array(changes, row => (short)row.Change.Kind),
                Array(changes, row => (int)row.Change.Count),
                new NpgsqlParameter<short> { TypedValue = (short)Random.Shared.Next(Stripes) },
            },
        });
    }

    private void AddFence(NpgsqlBatch batch)
    {
        if (writer is null)
            return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Fence)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = writer.ClusterId },
                new NpgsqlParameter<string> { TypedValue = writer.Address },
                new NpgsqlParameter<int> { TypedValue = writer.Port },
                new NpgsqlParameter<int> { TypedValue = writer.Generation },
            },
        });
    }

    private static NpgsqlParameter<TValue[]> Array<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> valueOf)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = valueOf(rows[i]);
        return new NpgsqlParameter<TValue[]> { TypedValue = values };
    }
}
