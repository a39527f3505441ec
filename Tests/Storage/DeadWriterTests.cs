using Npgsql;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Events;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>
/// A silo that was frozen until the cluster declared it dead wakes with a batch in progress. The batch must change nothing.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class DeadWriterTests(PostgresDialect dialect) : IAsyncLifetime
{
    private const int Active = 3;
    private const int Dead = 6;
    private static readonly WritingSilo Silo = new("tests", "127.0.0.1", 11111, 7);
    private static readonly UserKey Anna = new(new AppId(1400000001), "anna");

    private ClusterDatabase _database = null!;
    private NpgsqlUserStateStore _store = null!;

    public async Task InitializeAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        _store = new NpgsqlUserStateStore(_database.DataSource, Silo);
        await RunAsync("INSERT INTO OrleansMembershipVersionTable (DeploymentId, Version) VALUES ($1, 1)", Silo.ClusterId);
        await RunAsync(
            "INSERT INTO OrleansMembershipTable VALUES ($1, $2, $3, $4, 'silo-a', 'a', $5, 0, NULL, now(), now())",
            Silo.ClusterId, Silo.Address, Silo.Port, Silo.Generation, Active);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Silo_that_is_given_up_inserts_updates_and_deletes_nothing_and_logs_no_event()
    {
        var first = StatusEvents.Write(Anna, StatusEvents.Login("phone", 1, StatusEvents.At));
        Assert.IsType<UserStateWriteResult.Written>(Assert.Single(await _store.WriteManyAsync([first], default)));

        await RunAsync("UPDATE OrleansMembershipTable SET Status = $1", Dead);
        UserStateWrite[] late =
        [
            StatusEvents.Write(Anna, StatusEvents.Login("tablet", 2, StatusEvents.At)),
            StatusEvents.Write(Anna with { UserId = "newcomer" }, StatusEvents.Login("phone", 1, StatusEvents.At)),
            new UserStateWrite { Key = Anna, ExpectedVersion = 1, Next = null },
        ];
        foreach (var write in late)
            Assert.IsType<UserStateWriteResult.Conflict>(Assert.Single(await _store.WriteManyAsync([write], default)));

        var stored = await _store.ReadManyAsync([Anna, Anna with { UserId = "newcomer" }], default);
        Assert.Equal((1, null), (stored[0]?.Version, stored[1]));
        Assert.Equal(
            [1],
            (await new NpgsqlEventLog(_database.DataSource, TimeProvider.System).ReadAsync(Anna.App, EventPosition.Start, 10, default))
                .Select(one => one.Event.Version));
    }

    [Fact]
    public async Task Silo_that_is_given_up_while_the_server_does_its_batch_changes_nothing_either()
    {
        await RunAsync("INSERT INTO presence_tally SELECT $1, 0, stripe, 0 FROM generate_series(0, 15) AS stripe", (long)Anna.App.Value);
        await using var holder = (NpgsqlConnection)await _database.DataSource.OpenConnectionAsync();
        await using var held = await holder.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("SELECT FROM presence_tally FOR UPDATE", holder);
        await hold.ExecuteNonQueryAsync();

        var write = StatusEvents.Write(Anna, StatusEvents.Login("phone", 1, StatusEvents.At), new TallyChange(0, 1));
        var writing = _store.WriteManyAsync([write], default);
        await Eventually.IsTrueAsync(IsSomebodyWaitingAsync, "the batch has stored the user and waits for the tally");
        await RunAsync("UPDATE OrleansMembershipTable SET Status = $1", Dead);
        await held.CommitAsync();

        Assert.IsType<UserStateWriteResult.Conflict>(Assert.Single(await writing));
        Assert.Null(Assert.Single(await _store.ReadManyAsync([Anna], default)));
    }

    [Fact]
    public async Task Silo_that_only_shuts_down_stores_what_it_has()
    {
        await RunAsync("UPDATE OrleansMembershipTable SET Status = $1", Dead - 1);

        var write = StatusEvents.Write(Anna, StatusEvents.Login("phone", 1, StatusEvents.At));

        Assert.IsType<UserStateWriteResult.Written>(Assert.Single(await _store.WriteManyAsync([write], default)));
    }

    private async Task<bool> IsSomebodyWaitingAsync()
    {
        await using var command = _database.DataSource.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }

    private async Task RunAsync(string sql, params object[] values)
    {
        await using var connection = (NpgsqlConnection)await _database.DataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
