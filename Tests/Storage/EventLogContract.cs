using System.Data.Common;
using Npgsql;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Events;
using PresenceCluster.Storage.Users;
using PresenceCluster.Tests.Architecture;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>The required behaviour of the event log in every dialect, filled as user states fill it.</summary>
public abstract class EventLogContract(StorageDialect dialect) : IAsyncLifetime
{
    private protected static readonly AppId App = new(1400000001);

    private IUserStateStore _store = null!;

    private protected ClusterDatabase Database { get; private set; } = null!;

    private protected IEventLog Log { get; private set; } = null!;

    private protected IEventLogTrim Trim => (IEventLogTrim)Log;

    public async Task InitializeAsync()
    {
        Database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        _store = dialect.CreateStore(Database);
        Log = dialect.CreateLog(Database);
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    [Fact]
    public async Task Event_is_read_back_as_it_was_decided()
    {
        var happened = StatusEvents.Disconnect("phone", 3, SessionEndReason.TimedOut) with
        {
            CustomStatus = "昼休み",
            PushedOut = [StatusEvents.Session("pc", PresenceStatus.PushOnline, StatusEvents.At.AddTicks(1))],
        };

        await WriteAsync(Write("ann", 0, happened));

        var recorded = Assert.Single(await ReadAllAsync());
        Assert.Equal(new UserKey(App, "ann"), recorded.User);
        Assert.Equal(Description.Of(happened), Description.Of(recorded.Event));
        Assert.True(recorded.Position > EventPosition.Start);
        Assert.Equal($"evt_{recorded.Position}", recorded.Id);
    }

    [Fact]
    public async Task State_and_events_are_stored_together_or_not_at_all()
    {
        await WriteAsync(Write("ann", 0, Login(1)), Write("bob", 0, Login(1)), Write("cid", 0, Login(1)));

        var results = await WriteAsync(
            Write("ann", 1, Login(2)), Write("bob", 7, Login(8)), Write("cid", 0, Login(1)), Write("dan", 0, Login(1)), Write("eve", 3, Login(4)));

        Assert.Equal([true, false, false, true, false], results.Select(result => result is UserStateWriteResult.Written));
        Assert.Equal(["ann 1", "ann 2", "bob 1", "cid 1", "dan 1"], Describe(await ReadAllAsync()).Order());
    }

    [Fact]
    public async Task Conflict_whose_row_already_has_the_version_of_the_event_writes_no_event()
    {
        await WriteAsync(Write("ann", 0, Login(1)));
        await WriteAsync(Write("ann", 1, Login(2)));

        await WriteAsync(Write("ann", 1, Login(2)));

        Assert.Equal(["ann 1", "ann 2"], Describe(await ReadAllAsync()));
    }

    [Fact]
    public async Task Refused_batch_writes_no_event()
    {
        var damaged = new UserStateWrite { Key = new UserKey(App, "bob"), ExpectedVersion = 0, Next = new StoredUserState(1, null!) };

        await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync(Write("ann", 0, Login(1)), damaged));

        Assert.Empty(await ReadAllAsync());
    }

    [Fact]
    public async Task Several_transitions_of_one_write_stand_in_the_order_of_their_versions()
    {
        await WriteAsync(Write("ann", 0, Login(1)), Write("bob", 0, [.. Enumerable.Range(1, 300).Select(version => Login(version))]));

        Assert.Equal(
            Enumerable.Range(1, 300).Select(version => $"bob {version}"),
            Describe(await ReadAllAsync()).Where(text => text.StartsWith("bob", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Pages_of_an_app_give_every_event_once_whatever_their_size()
    {
        var users = await FillAsync(40, 5);

        foreach (var size in new[] { 1, 7, 200, 1_000 })
        {
            var read = await ReadAllAsync(size);
            Assert.Equal(200, read.Count);
            Assert.Equal(read.Select(one => one.Position).Order(), read.Select(one => one.Position));
            Assert.All(users, user => Assert.Equal([1, 2, 3, 4, 5], read.Where(one => one.User.UserId == user).Select(one => one.Event.Version)));
        }
    }

    [Fact]
    public async Task Partitions_together_hold_what_the_app_holds_each_its_own_users()
    {
        await FillAsync(40, 3);

        var read = new List<RecordedEvent>();
        for (var partition = 0; partition < EventPartition.Count; partition++)
        {
            var (page, _) = await Log.ReadPartitionAsync(App, partition, EventPosition.Start, 1_000, default);
            Assert.All(page, one => Assert.Equal(partition, EventPartition.Of(one.User)));
            var first = page.Count == 0 ? EventPosition.Start : page[0].Position;
            Assert.Equal(
                page.Skip(1).Select(one => one.Id),
                (await Log.ReadPartitionAsync(App, partition, first, 1_000, default)).Events.Select(one => one.Id));
            read.AddRange(page);
        }

        Assert.Equal((await ReadAllAsync()).Select(one => one.Id), read.OrderBy(one => one.Position).Select(one => one.Id));
    }

    [Fact]
    public async Task History_of_a_user_comes_newest_first_from_below_a_version()
    {
        await FillAsync(3, 6);

        var newest = await Log.ReadUserAsync(new UserKey(App, "user-1"), long.MaxValue, 2, default);
        var before = await Log.ReadUserAsync(new UserKey(App, "user-1"), newest[^1].Event.Version, 10, default);

        Assert.Equal(["user-1 6", "user-1 5"], Describe(newest));
        Assert.Equal(["user-1 4", "user-1 3", "user-1 2", "user-1 1"], Describe(before));
    }

    [Fact]
    public async Task Apps_do_not_see_each_other()
    {
        var other = new AppId(uint.MaxValue);
        await WriteAsync(Write("ann", 0, Login(1)), StatusEvents.Write(new UserKey(other, "ann"), Login(1)));

        Assert.Single(await ReadAllAsync());
        Assert.Equal(other, Assert.Single(await Log.ReadAsync(other, EventPosition.Start, 10, default)).User.App);
    }

    [Fact]
    public async Task End_stands_behind_what_is_there_and_before_what_comes()
    {
        await WriteAsync(Write("ann", 0, Login(1)));
        var end = await Log.EndAsync(App, default);
        Assert.Empty(await Log.ReadAsync(App, end, 10, default));

        await WriteAsync(Write("ann", 1, Login(2)));

        Assert.Equal(["ann 2"], Describe(await Log.ReadAsync(App, end, 10, default)));
    }

    [Fact]
    public async Task Trim_deletes_the_oldest_up_to_a_position_and_an_age_and_remembers_how_far()
    {
        Assert.Equal(EventPosition.Start, await Log.KeptAfterAsync(App, default));
        for (var version = 1; version <= 6; version++)
            await WriteAsync(Write("ann", version - 1, Login(version, StatusEvents.At.AddMinutes(version))));
        var all = await ReadAllAsync();
        var partition = EventPartition.Of(all[0].User);

        Assert.Equal(2, await TrimAsync(partition, all[3].Position, StatusEvents.At.AddHours(1), countMax: 2));
        Assert.Equal(all[1].Position, await Log.KeptAfterAsync(App, default));
        Assert.Equal(2, await TrimAsync(partition, all[3].Position, StatusEvents.At.AddHours(1)));
        Assert.Equal(1, await TrimAsync(partition, all[5].Position, StatusEvents.At.AddMinutes(6)));
        Assert.Equal(0, await TrimAsync((partition + 1) % EventPartition.Count, all[5].Position, StatusEvents.At.AddHours(1)));

        Assert.Equal(["ann 6"], Describe(await ReadAllAsync()));
        Assert.Equal(all[4].Position, await Log.KeptAfterAsync(App, default));
        Assert.Equal(1, await TrimAsync(partition, all[5].Position, StatusEvents.At.AddHours(1)));
        await WriteAsync(Write("ann", 6, Login(7)));
        Assert.True(Assert.Single(await ReadAllAsync()).Position > all[5].Position);
    }

    private protected static StatusEvent Login(long version, DateTimeOffset? at = null) => StatusEvents.Login("phone", version, at);

    private protected static UserStateWrite Write(string userId, long expectedVersion, params StatusEvent[] events) => new()
    {
        Key = new UserKey(App, userId),
        ExpectedVersion = expectedVersion,
        Next = new StoredUserState(events[^1].Version, [1, 2, 3]),
        Events = [.. events.Select(happened => new StatusEventWrite(happened.Version, happened.At, StatusEventCodec.Encode(happened)))],
    };

    private protected Task<UserStateWriteResult[]> WriteAsync(params UserStateWrite[] writes) => _store.WriteManyAsync(writes, default);

    private protected async Task<IReadOnlyList<RecordedEvent>> ReadAllAsync(int pageSize = 1_000)
    {
        var all = new List<RecordedEvent>();
        while (await Log.ReadAsync(App, all.Count == 0 ? EventPosition.Start : all[^1].Position, pageSize, default) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, pageSize);
            all.AddRange(page);
        }

        return all;
    }

    private protected static IEnumerable<string> Describe(IEnumerable<RecordedEvent> events) => events.Select(one => $"{one.User.UserId} {one.Event.Version}");

    /// <summary>Every version of all users as one batch after the other.</summary>
    private async Task<string[]> FillAsync(int users, int versions)
    {
        string[] names = [.. Enumerable.Range(0, users).Select(i => $"user-{i}")];
        for (var version = 1; version <= versions; version++)
            await WriteAsync([.. names.Select(name => Write(name, version - 1, Login(version)))]);
        return names;
    }

    private Task<int> TrimAsync(int partition, EventPosition upTo, DateTimeOffset happenedBefore, int countMax = 100)
        => Trim.TrimAsync(App, partition, upTo, happenedBefore, countMax, default);
}

public sealed class SqliteEventLogTests(SqliteDialect dialect) : EventLogContract(dialect), IClassFixture<SqliteDialect>;

[Collection(PostgresCollection.Name)]
public sealed class NpgsqlEventLogTests(PostgresDialect dialect) : EventLogContract(dialect)
{
    [Fact]
    public async Task Transaction_that_commits_late_stands_behind_every_page_read_before()
    {
        await WriteAsync(Write("ann", 0, Login(1)));
        await using var late = await Database.DataSource.OpenConnectionAsync();
        await using var transaction = await late.BeginTransactionAsync();
        await ExecuteAsync(late, transaction, $"SELECT {ForeignTransactions.LockAsWriter}");
        await ExecuteAsync(late, transaction, """
            INSERT INTO presence_event (app, partition, number, user_id, version, at, payload)
            SELECT app, partition, number, 'late', 1, at, payload FROM presence_event
            """);
        await WriteAsync(Write("bob", 0, Login(1)));

        var page = await ReadAllAsync();
        var end = await Log.EndAsync(App, default);
        Assert.Equal(["ann 1"], Describe(page));
        Assert.False((await Log.ReadPartitionAsync(App, 0, EventPosition.Start, 10, default)).IsWhole);
        await transaction.CommitAsync();
        await Eventually.IsTrueAsync(
            async () => (await Log.ReadPartitionAsync(App, 0, EventPosition.Start, 10, default)).IsWhole, "nothing is being stored any more");

        Assert.Equal(["late 1", "bob 1"], Describe(await Log.ReadAsync(App, page[^1].Position, 10, default)));
        Assert.Equal(["late 1", "bob 1"], Describe(await Log.ReadAsync(App, end, 10, default)));
    }

    [Fact]
    public async Task Reading_far_behind_the_end_merges_the_partitions_and_sorts_nothing()
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        await ExecuteAsync(connection, null, $"""
            INSERT INTO presence_event (app, partition, number, user_id, version, at, payload)
            SELECT {App}, i % 16, i, 'u' || (i % 1000), i, now(), '' FROM generate_series(1, 20000) AS i
            """);
        await ExecuteAsync(connection, null, "ANALYZE presence_event");
        string[] values = [$"{App}", "'0'", "0", "100"];
        var select = values.Index().Aggregate(
            NpgsqlEventLog.SelectApp, (text, value) => text.Replace($"${value.Index + 1}", value.Item, StringComparison.Ordinal));
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection)
        {
            BatchCommands = { NpgsqlEventLog.PrepareRead([]), new NpgsqlBatchCommand("EXPLAIN " + select) },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
            plan.Add(reader.GetString(0));

        Assert.Contains(plan, line => line.Contains("Merge Append", StringComparison.Ordinal));
        Assert.Equal(EventPartition.Count, plan.Count(line => line.Contains("Index Scan using presence_event_pkey", StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, line => line.Contains("->  Sort", StringComparison.Ordinal));
    }

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction? transaction, string text)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        await command.ExecuteNonQueryAsync();
    }
}
