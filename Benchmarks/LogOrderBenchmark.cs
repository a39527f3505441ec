using Npgsql;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Benchmarks;

/// <summary>
/// What the order of the log costs a group commit on PostgreSQL (docs/adr/0006): transaction numbers alone, as the floor; with the lock by
/// which readers tell writers from foreign transactions; a counter for each partition, raised in the same transaction; and one sequence,
/// taken behind a lock that is held until the commit. The variants write in turns, so that all meet the same machine.
/// </summary>
internal static class LogOrderBenchmark
{
    private const int Rounds = 5;
    private const int Rows = 64;
    private const int BatchesOfWriter = 20;
    private static readonly int[] Writers = [4, 16];
    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(3);

    private const string Tables = """
        CREATE TABLE log_order_user (LIKE presence_user INCLUDING ALL);
        CREATE TABLE log_order_event (LIKE presence_event INCLUDING ALL);
        CREATE TABLE log_order_counter (partition smallint NOT NULL PRIMARY KEY, last integer NOT NULL);
        INSERT INTO log_order_counter SELECT partition, 0 FROM generate_series(0, 15) AS partition;
        CREATE SEQUENCE log_order_sequence;
        """;

    private const string Drop = """
        DROP TABLE IF EXISTS log_order_user, log_order_event, log_order_counter;
        DROP SEQUENCE IF EXISTS log_order_sequence;
        """;

    private const string Users = """
        INSERT INTO log_order_user (app, user_id, version, payload) SELECT 1, user_id, 1, $2 FROM unnest($1) AS user_id
        ON CONFLICT (app, user_id) DO UPDATE SET version = log_order_user.version + 1
        """;

    private const string ByTransaction = """
        INSERT INTO log_order_event (app, partition, number, user_id, version, at, payload)
        SELECT 1, partition, number, user_id, 1, now(), $4 FROM unnest($1, $2, $3) AS e (user_id, partition, number)
        """;

    // The rows are locked in one order, otherwise two batches could wait for each other.
    private const string LockCounters = "SELECT FROM log_order_counter ORDER BY partition FOR UPDATE";

    private const string ByCounter = """
        WITH e AS (SELECT * FROM unnest($1, $2, $3) AS e (user_id, partition, number)),
        counter AS (
            UPDATE log_order_counter AS c SET last = c.last + added.rows
            FROM (SELECT partition, count(*)::integer AS rows FROM e GROUP BY partition) AS added
            WHERE c.partition = added.partition RETURNING c.partition, c.last - added.rows AS before)
        INSERT INTO log_order_event (app, partition, xact, number, user_id, version, at, payload)
        SELECT 1, partition, '0', before + row_number() OVER (PARTITION BY partition), user_id, 1, now(), $4 FROM e JOIN counter USING (partition)
        """;

    private const string LockSequence = "SELECT pg_advisory_xact_lock(1, 1)";

    private const string BySequence = """
        INSERT INTO log_order_event (app, partition, xact, number, user_id, version, at, payload)
        SELECT 1, partition, '1', nextval('log_order_sequence')::integer, user_id, 1, now(), $4
        FROM unnest($1, $2, $3) AS e (user_id, partition, number)
        """;

    private static readonly Variant[] Variants =
    [
        new("transaction numbers", null, null, ByTransaction),
        new("with the writers' lock", $"SELECT {ForeignTransactions.LockAsWriter}", null, ByTransaction),
        new("counter per partition", null, LockCounters, ByCounter),
        new("sequence under a lock", null, LockSequence, BySequence),
    ];

    /// <param name="connectionString">A PostgreSQL database that may get tables.</param>
    public static async Task RunAsync(string connectionString)
    {
        using var storage = new BenchmarkStorage(connectionString);
        await using var database = await ClusterDatabase.OpenAsync(storage.Options);
        await using var dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = Writers[^1] + 1 });
        await ExecuteAsync(dataSource, Drop + Tables);
        try
        {
            foreach (var writers in Writers)
                await MeasureAsync(dataSource, writers);
        }
        finally
        {
            await ExecuteAsync(dataSource, Drop);
        }
    }

    private static async Task MeasureAsync(NpgsqlDataSource dataSource, int writers)
    {
        var rates = Variants.ToDictionary(variant => variant, _ => new List<WriteRate>());
        await WriteAsync(dataSource, Variants[0], writers);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var variant in Variants)
                rates[variant].Add(await WriteAsync(dataSource, variant, writers));
        }

        var floor = new Spread(rates[Variants[0]].Select(rate => rate.PerSecond)).Median;
        Console.WriteLine($"{writers} writers, {Rows} users in a batch, {Rounds} rounds of {RunLength.TotalSeconds} s, median (min to max)");
        foreach (var variant in Variants)
        {
            var perSecond = new Spread(rates[variant].Select(rate => rate.PerSecond));
            var late = new Spread(rates[variant].Select(rate => rate.Percentile99.TotalMilliseconds));
            Console.WriteLine(
                $"  {variant.Name,-24} {perSecond.Describe("F0")} users/s, {perSecond.Median / floor:F2} of the floor; "
                + $"p99 of a batch {late.Describe("F1")} ms");
        }
    }

    private static async Task<WriteRate> WriteAsync(NpgsqlDataSource dataSource, Variant variant, int writers)
    {
        var time = TimeProvider.System;
        var startedAt = time.GetTimestamp();
        var durations = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var taken = new List<TimeSpan>();
            await using var connection = await dataSource.OpenConnectionAsync();
            for (var number = 0; time.GetElapsedTime(startedAt) < RunLength; number++)
            {
                var writtenAt = time.GetTimestamp();
                await using var batch = variant.CreateBatch(connection, UsersOf(writer, number % BatchesOfWriter));
                await batch.ExecuteNonQueryAsync();
                taken.Add(time.GetElapsedTime(writtenAt));
            }

            return taken;
        })));
        var all = durations.SelectMany(taken => taken).Order().ToArray();
        return new WriteRate(all.Length * Rows / time.GetElapsedTime(startedAt).TotalSeconds, all[all.Length * 99 / 100]);
    }

    private static string[] UsersOf(int writer, int batch) => [.. Enumerable.Range(0, Rows).Select(user => $"{writer}-{batch}-{user}")];

    private static async Task ExecuteAsync(NpgsqlDataSource dataSource, string text)
    {
        await using var command = dataSource.CreateCommand(text);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>One way to order the log.</summary>
    /// <param name="Name">What the output calls it.</param>
    /// <param name="First">A statement before every other one.</param>
    /// <param name="BeforeLog">A statement between the users and their events.</param>
    /// <param name="Log">The statement that stores the events.</param>
    private sealed record Variant(string Name, string? First, string? BeforeLog, string Log)
    {
        private static readonly byte[] State = new byte[250];
        private static readonly byte[] Event = new byte[200];

        public NpgsqlBatch CreateBatch(NpgsqlConnection connection, string[] users)
        {
            var batch = new NpgsqlBatch(connection);
            var partitions = users.Select(user => (short)EventPartition.Of(new UserKey(BenchmarkUsers.App, user))).ToArray();
            if (First is not null)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(First));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(LogOrderBenchmark.Users) { Parameters = { Value(users), Value(State) } });
            if (BeforeLog is not null)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(BeforeLog));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Log)
            {
                Parameters = { Value(users), Value(partitions), Value(Enumerable.Range(1, users.Length).ToArray()), Value(Event) },
            });
            return batch;
        }

        private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
    }
}
