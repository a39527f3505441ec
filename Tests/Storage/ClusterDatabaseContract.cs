using System.Globalization;
using PresenceCluster.Storage.Database;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>The required behaviour of opening the database, in every dialect.</summary>
public abstract class ClusterDatabaseContract(StorageDialect dialect)
{
    protected StorageDialect Dialect => dialect;

    [Fact]
    public async Task Ten_migrations_at_once_all_end_and_leave_one_schema()
    {
        var options = await dialect.CreateOptionsAsync();
        await using var database = await ClusterDatabase.OpenAsync(options);
        await ExecuteAsync(database, "DROP TABLE presence_schema");
        string[] tables =
        [
            "presence_tally", "presence_tally_counted", "presence_audit",
            "presence_user", "presence_event", "presence_event_kept", "presence_delivery", "presence_parked_event",
            "OrleansQuery", "OrleansStorage", "OrleansMembershipTable", "OrleansMembershipVersionTable",
        ];
        foreach (var table in tables)
            await ExecuteAsync(database, $"DROP TABLE {table}");
        var scripts = SchemaScripts.Load(options.Mode);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() =>
            new SchemaMigrator(database.DataSource, options.Mode, scripts, options.MigrationTimeout).MigrateAsync(default))));

        Assert.Equal(1, await CountAsync(database, "SELECT count(*) FROM presence_schema"));
        Assert.Equal(scripts.Version, await CountAsync(database, "SELECT version FROM presence_schema"));
        Assert.Equal(scripts.Queries.Count, await CountAsync(database, "SELECT count(*) FROM OrleansQuery"));
        Assert.Equal(0, await CountAsync(database, "SELECT count(*) FROM presence_user"));
    }

    [Fact]
    public async Task Migration_repeated_restores_a_query_that_was_changed_by_hand()
    {
        var options = await dialect.CreateOptionsAsync();
        await using (var database = await ClusterDatabase.OpenAsync(options))
            await ExecuteAsync(database, "UPDATE OrleansQuery SET QueryText = 'nonsense' WHERE QueryKey = 'ReadFromStorageKey'");

        await using var again = await ClusterDatabase.OpenAsync(options);

        Assert.Equal(0, await CountAsync(again, "SELECT count(*) FROM OrleansQuery WHERE QueryText = 'nonsense'"));
    }

    [Fact]
    public async Task Schema_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        var options = await dialect.CreateOptionsAsync();
        var known = SchemaScripts.Load(options.Mode);
        await using (var database = await ClusterDatabase.OpenAsync(options))
        {
            var newer = known with { Steps = known.Steps.Add("CREATE TABLE presence_future (id integer)") };
            await new SchemaMigrator(database.DataSource, options.Mode, newer, options.MigrationTimeout).MigrateAsync(default);
        }

        var refusal = await Assert.ThrowsAsync<ClusterDatabaseException>(() => ClusterDatabase.OpenAsync(options));

        Assert.Equal(StorageFault.SchemaTooNew, refusal.Fault);
        Assert.Contains($"version {known.Version + 1}, but this program knows versions up to {known.Version} only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migration_that_fails_half_way_changes_nothing()
    {
        var options = await dialect.CreateOptionsAsync();
        await using var database = await ClusterDatabase.OpenAsync(options);
        var known = SchemaScripts.Load(options.Mode);
        var broken = known with { Steps = known.Steps.AddRange("CREATE TABLE presence_half (id integer)", "CREATE TABLE nonsense nonsense") };

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => new SchemaMigrator(database.DataSource, options.Mode, broken, options.MigrationTimeout).MigrateAsync(default));

        Assert.Equal(known.Version, await CountAsync(database, "SELECT version FROM presence_schema"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => CountAsync(database, "SELECT count(*) FROM presence_half"));
    }

    [Fact]
    public void Both_dialects_have_the_same_version_and_the_same_queries()
    {
        var sqlite = SchemaScripts.Load(StorageMode.Embedded);
        var postgres = SchemaScripts.Load(StorageMode.PostgreSql);

        Assert.Equal(sqlite.Version, postgres.Version);
        Assert.Equal(sqlite.Queries.Keys, postgres.Queries.Keys);
        Assert.All(sqlite.Queries.Concat(postgres.Queries), query => Assert.NotEqual("", query.Value));
    }

    protected static async Task ExecuteAsync(ClusterDatabase database, string sql)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    protected static async Task<int> CountAsync(ClusterDatabase database, string sql)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}

public sealed class SqliteDatabaseTests(SqliteDialect dialect) : ClusterDatabaseContract(dialect), IClassFixture<SqliteDialect>
{
    [Fact]
    public async Task Second_owner_of_a_data_directory_is_refused_until_the_first_is_gone()
    {
        var options = await Dialect.CreateOptionsAsync();
        var first = await ClusterDatabase.OpenAsync(options);

        var refusal = await Assert.ThrowsAsync<ClusterDatabaseException>(() => ClusterDatabase.OpenAsync(options));

        Assert.Equal(StorageFault.DirectoryInUse, refusal.Fault);
        Assert.Contains(options.DataDirectory, refusal.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        await using var second = await ClusterDatabase.OpenAsync(options);
    }

    [Fact]
    public async Task Restart_forgets_the_members_of_earlier_runs_and_moves_the_membership_version_on()
    {
        var options = await Dialect.CreateOptionsAsync();
        await using (var database = await ClusterDatabase.OpenAsync(options))
        {
            await ExecuteAsync(database, "INSERT INTO OrleansMembershipVersionTable (DeploymentId, Version) VALUES ('main', 41)");
            await ExecuteAsync(
                database,
                "INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, StartTime, IAmAliveTime) "
                + "VALUES ('main', '127.0.0.1', 11111, 1, 'silo', 'host', 3, '2026-01-01', '2026-01-01')");
        }

        await using var again = await ClusterDatabase.OpenAsync(options);

        Assert.Equal(0, await CountAsync(again, "SELECT count(*) FROM OrleansMembershipTable"));
        Assert.Equal(42, await CountAsync(again, "SELECT Version FROM OrleansMembershipVersionTable"));
    }

    [Theory]
    [InlineData(EmbeddedDurability.ProcessCrash, 1)]
    [InlineData(EmbeddedDurability.PowerLoss, 2)]
    public async Task Every_connection_has_the_settings_of_its_durability(EmbeddedDurability durability, int synchronous)
    {
        await using var database = await ClusterDatabase.OpenAsync(await Dialect.CreateOptionsAsync() with { Durability = durability });

        Assert.Equal(synchronous, await CountAsync(database, "PRAGMA synchronous"));
        Assert.Equal(3000, await CountAsync(database, "PRAGMA busy_timeout"));
    }

    [Fact]
    public async Task Connection_that_was_left_inside_a_transaction_does_not_lock_the_file_for_ever()
    {
        await using var database = await ClusterDatabase.OpenAsync(await Dialect.CreateOptionsAsync());
        await ExecuteAsync(database, "BEGIN IMMEDIATE; INSERT INTO OrleansQuery VALUES ('half', 'done')");

        Assert.Equal(0, await CountAsync(database, "SELECT count(*) FROM OrleansQuery WHERE QueryKey = 'half'"));
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused_with_its_directory_in_the_message()
    {
        var options = await Dialect.CreateOptionsAsync();
        Directory.CreateDirectory(options.DataDirectory);
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "presence.db"), new string('x', 5_000));

        var refusal = await Assert.ThrowsAsync<ClusterDatabaseException>(() => ClusterDatabase.OpenAsync(options));

        Assert.Equal(StorageFault.Unreachable, refusal.Fault);
        Assert.Contains(options.DataDirectory, refusal.Message, StringComparison.Ordinal);
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresDatabaseTests(PostgresDialect dialect) : ClusterDatabaseContract(dialect)
{
    [Fact]
    public async Task Ten_processes_that_start_at_once_on_an_empty_database_all_open_it()
    {
        var options = await Dialect.CreateOptionsAsync() with { ConnectionsMax = 4 };

        var databases = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => ClusterDatabase.OpenAsync(options))));

        Assert.Equal(1, await CountAsync(databases[9], "SELECT count(*) FROM presence_schema"));
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=ann;Password=secret;Database=presence")]
    [InlineData("Host=nowhere.invalid;Username=ann;Password=secret;Database=presence")]
    public async Task Unreachable_server_is_named_without_its_password(string connectionString)
    {
        var options = new StorageOptions { Mode = StorageMode.PostgreSql, ConnectionString = connectionString };

        var refusal = await Assert.ThrowsAsync<ClusterDatabaseException>(() => ClusterDatabase.OpenAsync(options));

        Assert.Equal(StorageFault.Unreachable, refusal.Fault);
        Assert.Contains("'presence'", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }
}
