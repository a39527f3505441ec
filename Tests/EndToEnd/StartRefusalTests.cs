using Npgsql;
using PresenceCluster.Tests.Storage;
using Xunit;
using Xunit.Abstractions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// A process refuses to start with unusable settings: one line on standard error, an exit code of its own, nothing changed.
/// </summary>
[Collection(ClusterCollection.Name)]
public sealed class StartRefusalTests(LocalCluster cluster, ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("presence-refusal-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("Hots=db", 1, "not a connection string")]
    [InlineData("Host=127.0.0.1;Port=1;Username=ann;Password=secret;Database=presence", 2, "cannot be opened")]
    public Task Connection_string_that_leads_nowhere_is_refused(string connectionString, int exitCode, string reason)
        => IsRefusedAsync(connectionString, exitCode, reason);

    [Theory]
    [InlineData("--Gateway:LoginTimout=00:00:20", "Gateway:LoginTimout is not a setting")]
    [InlineData("--Delivery:PollPeriods=00:00:01", "Delivery:PollPeriods is not a setting")]
    [InlineData("--Cluster:SiloPort=ten", "Cluster:SiloPort")]
    [InlineData("--Gateway:Http:Address=nowhere.invalid", "the host 'nowhere.invalid', which cannot be resolved")]
    [InlineData("--Gateway:Http:Address=127.0.0.1,203.0.113.9", "cannot be opened on this machine")]
    public Task Wrong_setting_is_refused(string setting, string reason) => IsRefusedAsync(cluster.ConnectionString, 1, reason, setting);

    [Fact]
    public async Task Wrong_password_and_unknown_database_are_refused_without_naming_the_password()
    {
        var database = await cluster.Postgres.CreateDatabaseAsync();
        await ExecuteAsync(database, $"CREATE ROLE {PostgresServer.GuardedUser} LOGIN PASSWORD 'right'");

        await IsRefusedAsync(With(database, it => (it.Username, it.Password) = (PostgresServer.GuardedUser, "wr0ng")), 3, "password authentication failed");
        await IsRefusedAsync(With(database, it => it.Database = "nowhere"), 3, "does not exist");
    }

    [Fact]
    public async Task Schema_of_a_newer_program_is_refused()
    {
        var database = await cluster.Postgres.CreateDatabaseAsync();
        await ExecuteAsync(database, "CREATE TABLE presence_schema (version integer NOT NULL); INSERT INTO presence_schema VALUES (999)");

        await IsRefusedAsync(database, 4, "schema version 999");
    }

    [Theory]
    [InlineData("+ interval '1 hour'", "behind")]
    [InlineData("- interval '12 seconds'", "ahead of")]
    public async Task Clocks_too_far_apart_are_refused(string skew, string reason)
    {
        // A server whose clock looks wrong: the test's function is found before the real one.
        var database = await cluster.Postgres.CreateDatabaseAsync();
        await ExecuteAsync(
            database,
            "CREATE SCHEMA skewed; CREATE FUNCTION skewed.clock_timestamp() RETURNS timestamptz LANGUAGE sql "
                + $"AS 'SELECT pg_catalog.clock_timestamp() {skew.Replace("'", "''", StringComparison.Ordinal)}'");

        await IsRefusedAsync(With(database, it => it.SearchPath = "skewed,pg_catalog,public"), 6, reason);
    }

    [Theory]
    [InlineData("--Cluster:ClusterId=other", "running cluster with Cluster:ClusterId 'presence'")]
    [InlineData("--Cluster:ServiceId=other", "Cluster:ServiceId 'presence'")]
    public Task Database_of_another_cluster_is_refused(string setting, string reason)
        => IsRefusedAsync(cluster.ConnectionString, 7, reason, setting);

    [Fact]
    public Task Port_that_another_process_has_is_refused()
        => IsRefusedAsync(cluster.ConnectionString, 8, "in use", $"--Gateway:Http:Port={cluster.Gateways[0].HttpPort}");

    private async Task IsRefusedAsync(string connectionString, int exitCode, string reason, params string[] settings)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        await using var process = ServiceProcess.Start(
            "Gateway", _directory, ["--Storage:Mode=PostgreSql", $"--Storage:ConnectionString={connectionString}", .. settings]);
        var code = await process.WaitForExitAsync();
        await Eventually.IsTrueAsync(() => process.Errors.Contains(reason, StringComparison.Ordinal), $"'{reason}' is said in: {process.Output}");
        output.WriteLine($"{TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds:F1} s, exit code {code}: {process.Errors.Trim()}");
        Assert.Equal(exitCode, code);
        Assert.DoesNotContain("wr0ng", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', process.Errors.Trim());
    }

    private static string With(string connectionString, Action<NpgsqlConnectionStringBuilder> change)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        change(builder);
        return builder.ConnectionString;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
