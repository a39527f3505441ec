using Npgsql;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>Processes whose way to PostgreSQL leads through a connection pooler in transaction mode.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PoolerTests(PostgresDialect dialect)
{
    private static readonly AppId App = new(1400000001);

    [Fact]
    public async Task Processes_behind_a_pooler_open_write_and_read()
    {
        var options = await dialect.CreateOptionsAsync();
        await using var pooler = new TransactionPooler(options.ConnectionString, connections: 2);
        var behind = options with { ConnectionString = pooler.ConnectionString };
        await using var first = await ClusterDatabase.OpenAsync(behind);
        await using var second = await ClusterDatabase.OpenAsync(behind);
        IUserStateStore[] stores = [dialect.CreateStore(first), dialect.CreateStore(second)];

        // Each statement often enough to be prepared, if statements were prepared.
        for (var version = 1; version <= 5; version++)
        {
            for (var process = 0; process < stores.Length; process++)
            {
                var write = StatusEvents.Write(new UserKey(App, $"user-{process}"), StatusEvents.Login("phone", version, StatusEvents.At));
                Assert.IsType<UserStateWriteResult.Written>(Assert.Single(await stores[process].WriteManyAsync([write], default)));
                Assert.Equal(version, Assert.Single(await stores[process].ReadManyAsync([write.Key], default))?.Version);
            }
        }

        Assert.Equal((0, 0), (Prepares(first), Prepares(second)));
    }

    [Fact]
    public async Task Prepared_statements_that_the_pooler_does_not_keep_are_refused_with_the_cure()
    {
        var options = await dialect.CreateOptionsAsync();
        await using var pooler = new TransactionPooler(options.ConnectionString, connections: 1);
        var preparing = new NpgsqlConnectionStringBuilder(pooler.ConnectionString) { MaxAutoPrepare = 64 };
        var behind = options with { ConnectionString = preparing.ConnectionString };

        var refusal = await Assert.ThrowsAsync<ClusterDatabaseException>(async () =>
        {
            await (await ClusterDatabase.OpenAsync(behind)).DisposeAsync();
            await (await ClusterDatabase.OpenAsync(behind)).DisposeAsync();
        });

        Assert.Equal(StorageFault.WrongSettings, refusal.Fault);
        Assert.Contains("PgBouncer in transaction mode", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'Max Auto Prepare=0' in Storage:ConnectionString", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statements_are_prepared_when_PostgreSQL_itself_answers()
    {
        await using var database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());

        Assert.True(Prepares(database) > 0);
    }

    private static int Prepares(ClusterDatabase database)
        => new NpgsqlConnectionStringBuilder(database.DataSource.ConnectionString).MaxAutoPrepare;
}
