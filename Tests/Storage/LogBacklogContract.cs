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
    private protected async Task LogInAsync(int times)
    {
        for (var version = 1; version <= times; version++)
        {
            var write = StatusEvents.Write(Ann, StatusEvents.Login("phone", version, StatusEvents.At.AddMinutes(version)));
            Assert.IsType<UserStateWriteResult.Written>(Assert.Single(await _store.WriteManyAsync([write], default)));
        }
    }
}

public sealed class SqliteLogBacklogTests(SqliteDialect dialect) : LogBacklogContract(dialect), IClassFixture<SqliteDialect>;

[Collection(PostgresCollection.Name)]
public sealed class NpgsqlLogBacklogTests(PostgresDialect dialect) : LogBacklogContract(dialect)
{
    [Fact]
    public async Task Transaction_that_stays_open_is_found_and_what_it_hides_is_counted()
    {
        await using var other = (NpgsqlConnection)await Database.DataSource.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await ExecuteAsync(other, "SET LOCAL application_name = 'forgotten'");
        await ExecuteAsync(other, "SELECT pg_current_xact_id()");
        await LogInAsync(times: 2);

        // Another test may write on the same server at this moment.
        LogHoldup? holdup = null;
        await Eventually.IsTrueAsync(
            async () => (holdup = await Log.FindHoldupAsync(default))?.Pid == other.ProcessID,
            "the oldest transaction is the one that stays");
        Assert.Equal(("forgotten", other.Database), (holdup?.Application, holdup?.Database));
        Assert.NotNull(holdup?.Since);
        Assert.Empty((await Log.ReadPartitionAsync(Ann.App, Partition, EventPosition.Start, 10, default)).Events);
        Assert.Equal(new LogBacklog(2, 2, StatusEvents.At.AddMinutes(1)), await CountAsync());

        await transaction.CommitAsync();
        await Eventually.IsTrueAsync(async () => await CountAsync() is { Count: 2, Hidden: 0 }, "nothing hides the events any more");
        Assert.NotEqual(holdup?.Transaction, (await Log.FindHoldupAsync(default))?.Transaction);
    }

    [Fact]
    public async Task Prepared_transaction_in_another_database_is_found_and_what_it_hides_is_counted()
    {
        await using var other = new NpgsqlConnection((await Dialect.CreateOptionsAsync()).ConnectionString);
        await other.OpenAsync();
        var name = $"forgotten in {other.Database}";
        await ExecuteAsync(other, "BEGIN");
        await ExecuteAsync(other, "SELECT pg_current_xact_id()");
        await ExecuteAsync(other, $"PREPARE TRANSACTION '{name}'");
        try
        {
            await LogInAsync(times: 2);

            LogHoldup? holdup = null;
            await Eventually.IsTrueAsync(
                async () => (holdup = await Log.FindHoldupAsync(default))?.Application == name,
                "the prepared transaction is the oldest one");
            Assert.Null(holdup?.Pid);
            Assert.Equal(other.Database, holdup?.Database);
            Assert.NotNull(holdup?.Since);
            Assert.Equal(new LogBacklog(2, 2, StatusEvents.At.AddMinutes(1)), await CountAsync());
        }
        finally
        {
            // It outlives the connection and would hide the events of other tests.
            await ExecuteAsync(other, $"ROLLBACK PREPARED '{name}'");
        }

        await Eventually.IsTrueAsync(async () => await CountAsync() is { Count: 2, Hidden: 0 }, "nothing hides the events any more");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }
}
