using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Database;
using PresenceCluster.Tests.Storage;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

/// <summary>
/// Two activations of one user at the same time, forced: two clusters that know nothing of each other run on one database. Of two
/// writes from one version exactly one commits; the loser performs nothing, gives up, and reads what is true.
/// </summary>
public abstract class TwoActivationsContract(StorageDialect dialect) : IAsyncLifetime
{
    private ClusterDatabase _database = null!;
    private PresenceTestCluster _one = null!;
    private PresenceTestCluster _other = null!;

    public async Task InitializeAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        _one = await PresenceTestCluster.StartAsync(database: _database);
        _other = await PresenceTestCluster.StartAsync(database: _database);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Activation_that_has_missed_a_write_tells_nobody_and_reads_again()
    {
        await _other.User("alice").LoginAsync(_other.Login(Platform.Android, "pixel"));
        await _one.User("alice").LoginAsync(_one.Login(Platform.Android, "pixel"));
        var committed = (await StoredAsync("alice")).Version;

        // The other activation still holds its own first login. This login would push that out, and tell its connection.
        await Assert.ThrowsAsync<UserMovedException>(() => _other.User("alice").LoginAsync(_other.Login(Platform.IPhone, "se")));

        Assert.Empty(_other.Connections().Notices);
        var stored = await StoredAsync("alice");
        Assert.Equal((committed, Platform.Android), (stored.Version, Assert.Single(stored.Sessions).Platform));
        Assert.Equal(committed, (await _other.User("alice").GetAsync()).Version);
        Assert.IsType<LoginReply.Admitted>(await _other.User("alice").LoginAsync(_other.Login(Platform.IPhone, "se")));
        Assert.Equal(Platform.IPhone, Assert.Single((await StoredAsync("alice")).Sessions).Platform);
    }

    [Fact]
    public async Task Two_logins_at_the_same_instant_in_two_activations_never_both_commit()
    {
        const int Users = 100;
        await Task.WhenAll(Enumerable.Range(0, Users).Select(async i =>
        {
            var user = $"user{i}";
            await _one.User(user).ImportAsync(_one.NextAct());
            var version = (await _other.User(user).GetAsync()).Version;

            var replies = await Task.WhenAll(
                TryAsync(() => _one.User(user).LoginAsync(_one.Login(Platform.Android, "pixel"))),
                TryAsync(() => _other.User(user).LoginAsync(_other.Login(Platform.IPhone, "se"))));

            var stored = await StoredAsync(user);
            var winner = Assert.Single(replies, reply => reply is not null);
            Assert.Equal(version + 1, stored.Version);
            Assert.Equal(Assert.IsType<LoginReply.Admitted>(winner).Id, Assert.Single(stored.Sessions).Id);
        }));
        Assert.Empty(_one.Connections().Notices);
        Assert.Empty(_other.Connections().Notices);
    }

    /// <summary>Null when the version check refused the write.</summary>
    private static async Task<LoginReply?> TryAsync(Func<Task<LoginReply>> login)
    {
        try
        {
            return await login();
        }
        catch (UserMovedException)
        {
            return null;
        }
    }

    private async Task<UserPresence> StoredAsync(string userId)
    {
        var row = (await dialect.CreateStore(_database).ReadManyAsync([new UserKey(PresenceTestCluster.App, userId)], CancellationToken.None))[0];
        return UserPresenceCodec.Decode(row!.Payload);
    }
}

public sealed class SqliteTwoActivationsTests(SqliteDialect dialect) : TwoActivationsContract(dialect), IClassFixture<SqliteDialect>;

[Collection(PostgresCollection.Name)]
public sealed class PostgresTwoActivationsTests(PostgresDialect dialect) : TwoActivationsContract(dialect);
