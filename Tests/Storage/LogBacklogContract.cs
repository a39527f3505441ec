using System.Data.Common;
using Npgsql;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Events;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>How the log counts what stands behind a position in every dialect, including events that cannot be read yet.</summary>
public abstract class LogBacklogContract(StorageDialect dialect) : IAsyncLifetime
{
    private protected static readonly UserKey Ann = new(new AppId(1400000001), "ann");
    private protected static readonly int Partition = EventPartition.Of(Ann);

    private IUserStateStore _store = null!;

    private protected StorageDialect Dialect => dialect;

    private protected ClusterDatabase Database { get; private set; } = null!;

    private protected IEventLog Log { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        _store = dialect.CreateStore(Database);
        Log = dialect.CreateLog(Database);
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    [Fact]
    public async Task Events_behind_a_position_are_counted_up_to_a_bound_with_the_age_of_the_oldest()
    {
        Assert.Equal(LogBacklog.None, await CountAsync());
        await LogInAsync(times: 4);
        var second = (await Log.ReadPartitionAsync(Ann.App, Partition, EventPosition.Start, 2, default)).Events[1].Position;

        Assert.Equal(new LogBacklog(2, 0, StatusEvents.At.AddMinutes(3)), await CountAsync(second));
        Assert.Equal(3, (await CountAsync(countMax: 3)).Count);
        Assert.Equal(
            LogBacklog.None, await Log.CountAsync(Ann.App, (Partition + 1) % EventPartition.Count, EventPosition.Start, 10, default));
        Assert.Equal(LogBacklog.None, await Log.CountAsync(new AppId(7), Partition, EventPosition.Start, 10, default));
    }

    [Fact]
    public void Backlogs_of_partitions_add_up()
    {
        var (early, late) = (new LogBacklog(2, 1, StatusEvents.At), new LogBacklog(3, 0, StatusEvents.At.AddMinutes(1)));

        Assert.Equal(new LogBacklog(5, 1, StatusEvents.At), early + late);
        Assert.Equal(new LogBacklog(5, 1, StatusEvents.At), late + early);
        Assert.Equal(early, LogBacklog.None + early);
    }

    private protected Task<LogBacklog> CountAsync(EventPosition after = default, int countMax = 10)
        => Log.CountAsync(Ann.App, Partition, after, countMax, default);

    /// <summary>Stores logins of the user, a minute apart.</summary>
    private protected Task LogInAsync(int times) => LogInAsync(Ann, times);

    /// <inheritdoc cref="LogInAsync(int)"/>
    private protected async Task LogInAsync(UserKey user, int times)
    {
        for (var version = 1; version <= times; version++)
        {
            var write = StatusEvents.Write(user, StatusEvents.Login("phone", version, StatusEvents.At.AddMinutes(version)));
            Assert.IsType<UserStateWriteResult.Written>(Assert.Single(await _store.WriteManyAsync([write], default)));
        }
    }
}

public sealed class SqliteLogBacklogTests(SqliteDialect dialect) : LogBacklogContract(dialect), IClassFixture<SqliteDialect>;

[Collection(PostgresCollection.Name)]
public sealed class NpgsqlLogBacklogTests(PostgresDialect dialect) : LogBacklogContract(dialect)
{
    private const string TakeNumber = "SELECT pg_current_xact_id()";

    [Fact]
    public async Task Writer_whose_transaction_stays_open_is_found_with_what_it_waits_for_and_what_it_hides_is_counted()
    {
        await LogInAsync(times: 1);
        await using var holder = await OpenAsync(Database.DataSource, "forgotten");
        await using var held = await holder.BeginTransactionAsync();
        await ExecuteAsync(holder, "SELECT FROM presence_user FOR UPDATE");
        await using var writer = await OpenAsync(Database.DataSource, "writer");
        await using var writing = await writer.BeginTransactionAsync();
        await ExecuteAsync(writer, $"SELECT {ForeignTransactions.LockAsWriter}");
        await ExecuteAsync(writer, TakeNumber);
        var blocked = ExecuteAsync(writer, "DELETE FROM presence_user");
        await LogInAsync(new UserKey(Ann.App, "bob"), times: 2);

        // Another test may write on the same server at this moment.
        LogHoldup? holdup = null;
        await Eventually.IsTrueAsync(
            async () => (holdup = await Log.FindHoldupAsync(default)) is { WaitsFor: not null } found && found.Pid == writer.ProcessID,
            "the oldest transaction that may store events is the writer's");
        Assert.Equal(("writer", writer.Database), (holdup?.Application, holdup?.Database));
        Assert.Equal($"process {holder.ProcessID} (application 'forgotten') in database '{holder.Database}'", holdup?.WaitsFor);
        Assert.NotNull(holdup?.Since);
        Assert.Equal(["ann"], (await Log.ReadAsync(Ann.App, EventPosition.Start, 10, default)).Select(one => one.User.UserId));
        Assert.Equal(2, (await Log.CountAsync(Ann.App, EventPartition.Of(new UserKey(Ann.App, "bob")), EventPosition.Start, 10, default)).Hidden);

        await held.CommitAsync();
        await blocked;
        await writing.RollbackAsync();
        await Eventually.IsTrueAsync(async () => (await Log.ReadAsync(Ann.App, EventPosition.Start, 10, default)).Count == 3, "nothing hides the events");
        Assert.NotEqual(holdup?.Transaction, (await Log.FindHoldupAsync(default))?.Transaction);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Foreign_transaction_that_stays_open_hides_nothing(bool isInThisDatabase)
    {
        await using var elsewhere = NpgsqlDataSource.Create((await Dialect.CreateOptionsAsync()).ConnectionString);
        await using var other = await OpenAsync(isInThisDatabase ? Database.DataSource : elsewhere, "forgotten");
        await using var transaction = await other.BeginTransactionAsync();
        // In another database the same lock is another one.
        if (!isInThisDatabase)
            await ExecuteAsync(other, $"SELECT {ForeignTransactions.LockAsWriter}");
        await ExecuteAsync(other, TakeNumber);

        await AssertNothingIsHiddenAsync();
        Assert.NotEqual(other.ProcessID, (await Log.FindHoldupAsync(default))?.Pid);
    }

    [Fact]
    public async Task Prepared_transaction_in_another_database_hides_nothing()
    {
        await using var elsewhere = NpgsqlDataSource.Create((await Dialect.CreateOptionsAsync()).ConnectionString);
        await using var other = await OpenAsync(elsewhere, "forgotten");
        var name = $"forgotten in {other.Database}";
        await ExecuteAsync(other, "BEGIN");
        await ExecuteAsync(other, TakeNumber);
        await ExecuteAsync(other, $"PREPARE TRANSACTION '{name}'");
        try
        {
            await AssertNothingIsHiddenAsync();
        }
        finally
        {
            // It outlives the connection.
            await ExecuteAsync(other, $"ROLLBACK PREPARED '{name}'");
        }
    }

    // Another test may write on the same server at this moment, and the next look comes after a second.
    private async Task AssertNothingIsHiddenAsync()
    {
        await LogInAsync(times: 2);
        await Eventually.IsTrueAsync(
            async () => (await Log.ReadPartitionAsync(Ann.App, Partition, EventPosition.Start, 10, default)) is { IsWhole: true, Events.Count: 2 },
            "both events can be read");
        await Eventually.IsTrueAsync(async () => await CountAsync() is { Count: 2, Hidden: 0 }, "no event is hidden");
        var end = EventPosition.Start;
        await Eventually.IsTrueAsync(
            async () => (await Log.ReadPartitionAsync(Ann.App, Partition, end = await Log.EndAsync(Ann.App, default), 10, default)).Events.Count == 0,
            "the end is behind both events");
        Assert.NotEqual(EventPosition.Start, end);
    }

    private static async Task<NpgsqlConnection> OpenAsync(DbDataSource dataSource, string application)
    {
        var connection = (NpgsqlConnection)await dataSource.OpenConnectionAsync();
        await ExecuteAsync(connection, $"SET application_name = '{application}'");
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }
}
