using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PresenceCluster.Cluster.Clocks;
using PresenceCluster.Storage.Database;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>A process's clock beside a real server whose clock is set: the test's function is found before the real one.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DatabaseReferenceTests(PostgresDialect dialect) : IAsyncLifetime
{
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(2);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<ClockMetrics>().BuildServiceProvider();
    private string _server = "";
    private ClusterDatabase _database = null!;
    private ClockWatch _watch = null!;

    public async Task InitializeAsync()
    {
        var options = await dialect.CreateOptionsAsync();
        _server = options.ConnectionString;
        await ExecuteAsync("CREATE SCHEMA skewed");
        await SetAsync(seconds: 5);
        var skewed = new NpgsqlConnectionStringBuilder(_server) { SearchPath = "skewed,pg_catalog,public" };
        _database = await ClusterDatabase.OpenAsync(options with { ConnectionString = skewed.ConnectionString });
        _watch = new ClockWatch(_database.Clock, _database.ClockReference, _services.GetRequiredService<ClockMetrics>(), NullLogger<ClockWatch>.Instance);
    }

    public async Task DisposeAsync()
    {
        _watch.Dispose();
        await _database.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Clock_starts_with_the_database_s_time_and_agrees_with_it()
    {
        Assert.InRange(-_database.Clock.MachineAhead, TimeSpan.FromSeconds(5) - Near, TimeSpan.FromSeconds(5) + Near);

        await _watch.CompareAsync(CancellationToken.None);

        Assert.InRange(_watch.Ahead, -Near, Near);
        Assert.Null(_watch.FaultFrom(_database.ClockSkewMax));
    }

    [Fact]
    public async Task Database_s_clock_that_is_set_makes_the_process_unready_until_it_has_followed()
    {
        await SetAsync(seconds: 25);
        await _watch.CompareAsync(CancellationToken.None);

        Assert.InRange(-_watch.Ahead, TimeSpan.FromSeconds(20) - Near, TimeSpan.FromSeconds(20) + Near);
        Assert.Contains("behind the database's clock", _watch.FaultFrom(_database.ClockSkewMax), StringComparison.Ordinal);

        // Half a second of correction, as the real clock makes it: 20 s within a minute.
        var before = _watch.Ahead;
        await Eventually.IsTrueAsync(() => _watch.Ahead - before > TimeSpan.FromSeconds(0.5), "the process's clock follows the database's");
    }

    private Task SetAsync(int seconds) => ExecuteAsync(
        "CREATE OR REPLACE FUNCTION skewed.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS "
        + $"'SELECT pg_catalog.clock_timestamp() + interval ''{seconds} seconds'''");

    private async Task ExecuteAsync(string text)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }
}
