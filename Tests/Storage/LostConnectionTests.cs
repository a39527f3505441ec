using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>Group commit on a PostgreSQL that keeps closing connections in the middle of batches.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LostConnectionTests(PostgresDialect dialect)
{
    private const int Users = 100;
    private const int WritesEach = 50;
    private const int WritesBetweenHangUps = 100;
    private const string HangUp =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private int _written;

    [Fact]
    public async Task Connections_killed_in_the_middle_of_batches_lose_and_invent_no_write()
    {
        var options = await dialect.CreateOptionsAsync();
        await using var database = await ClusterDatabase.OpenAsync(options);
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var store = dialect.CreateStore(database);
        await using var lanes = new UserStateLanes(
            store,
            options.Mode,
            Options.Create(new UserStorageOptions
            {
                RetriesMax = 20,
                RetryDelay = TimeSpan.FromMilliseconds(1),
                BatchTimeout = TimeSpan.FromSeconds(20),
                QueueTimeout = TimeSpan.FromSeconds(30),
            }),
            new UserStorageMetrics(services.GetRequiredService<IMeterFactory>()),
            TimeProvider.System,
            NullLogger<UserStateLanes>.Instance);
        using var stopKilling = new CancellationTokenSource();
        var killer = KillConnectionsAsync(options.ConnectionString, stopKilling.Token);

        await Task.WhenAll(Enumerable.Range(0, Users).Select(user => Task.Run(() => WriteChainAsync(lanes, $"user-{user}"))))
            .WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

        await stopKilling.CancelAsync();
        Assert.True(await killer > 0, "No connection was killed while the writes ran.");
        var states = await lanes.ReadAsync(GroupCommitBench.Key("user-0"), default);
        Assert.Equal(WritesEach, states?.Version);
        var all = await store.ReadManyAsync([.. Enumerable.Range(0, Users).Select(user => GroupCommitBench.Key($"user-{user}"))], default);
        Assert.All(all, state => Assert.Equal(WritesEach, state?.Version));
    }

    /// <summary>Each write builds on the one before, so a lost or a doubled one is a conflict.</summary>
    private async Task WriteChainAsync(UserStateLanes lanes, string userId)
    {
        for (var version = 1; version <= WritesEach; version++)
        {
            var result = await lanes.WriteAsync(
                new UserStateWrite
                {
                    Key = GroupCommitBench.Key(userId),
                    ExpectedVersion = version - 1,
                    Next = new StoredUserState(version, [(byte)version]),
                },
                default);
            Assert.IsType<UserStateWriteResult.Written>(result);
            Interlocked.Increment(ref _written);
        }
    }

    /// <summary>Closes connections after some further writes each time, so that a slow machine can write between two closures.</summary>
    private async Task<long> KillConnectionsAsync(string connectionString, CancellationToken stop)
    {
        // A connection outside the pool of those that are killed.
        var unpooled = new Npgsql.NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using var connection = new Npgsql.NpgsqlConnection(unpooled);
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new Npgsql.NpgsqlCommand(HangUp, connection);
        var killed = 0L;
        while (!stop.IsCancellationRequested)
        {
            var next = Volatile.Read(ref _written) + WritesBetweenHangUps;
            killed += (long)(await command.ExecuteScalarAsync(CancellationToken.None))!;
            while (Volatile.Read(ref _written) < next && !stop.IsCancellationRequested)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }

        return killed;
    }
}
