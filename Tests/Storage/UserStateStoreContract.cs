using System.Text;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>The required behaviour of the user state store in every dialect.</summary>
public abstract class UserStateStoreContract(StorageDialect dialect) : IAsyncLifetime
{
    private static readonly AppId App = new(1400000001);

    private ClusterDatabase _database = null!;
    private IUserStateStore _store = null!;

    protected StorageDialect Dialect => dialect;

    public async Task InitializeAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        _store = dialect.CreateStore(_database);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Insert_of_a_new_user_is_read_back_byte_by_byte()
    {
        byte[] payload = [0, 1, 255, 13, 10, 0];

        Assert.IsType<UserStateWriteResult.Written>(await WriteAsync("ann", 0, new StoredUserState(7, payload)));

        var stored = await ReadAsync("ann");
        Assert.Equal(7, stored?.Version);
        Assert.Equal(payload, stored?.Payload);
    }

    [Fact]
    public async Task Largest_app_number_and_longest_user_id_are_kept_apart_from_their_neighbours()
    {
        var longest = new UserKey(new AppId(uint.MaxValue), new string('~', UserKey.UserIdBytesMax));
        UserKey[] keys = [longest, longest with { App = App }, longest with { UserId = longest.UserId[1..] }, new(App, "Case"), new(App, "case")];
        await _store.WriteManyAsync([.. keys.Select((key, i) => Insert(key, State(i + 1, $"{i}")))], default);

        var states = await _store.ReadManyAsync(keys, default);

        Assert.Equal([1, 2, 3, 4, 5], states.Select(state => state!.Version));
    }

    [Fact]
    public async Task Reads_are_aligned_with_the_keys_asked_and_missing_users_are_null()
    {
        await _store.WriteManyAsync([Insert(Key("a"), State(1, "A")), Insert(Key("c"), State(3, "C"))], default);

        var states = await _store.ReadManyAsync([Key("c"), Key("b"), Key("a"), Key("c")], default);

        Assert.Equal([3, null, 1, 3], states.Select(state => state?.Version));
    }

    [Fact]
    public async Task Twenty_first_writes_of_one_user_let_exactly_one_win()
    {
        var results = await Task.WhenAll(Enumerable.Range(1, 20).Select(
            i => Task.Run(() => WriteAsync("ann", 0, State(i, $"{i}")))));

        Assert.Single(results, result => result is UserStateWriteResult.Written);
        var winner = Array.FindIndex(results, result => result is UserStateWriteResult.Written) + 1;
        Assert.Equal(winner, (await ReadAsync("ann"))?.Version);
    }

    [Fact]
    public async Task Twenty_writes_from_one_version_let_exactly_one_win()
    {
        await WriteAsync("ann", 0, State(1, "first"));

        var results = await Task.WhenAll(Enumerable.Range(2, 20).Select(
            i => Task.Run(() => WriteAsync("ann", 1, State(i, $"{i}")))));

        Assert.Single(results, result => result is UserStateWriteResult.Written);
    }

    [Fact]
    public async Task Batch_with_conflicts_changes_its_other_rows_and_says_what_is_stored()
    {
        await _store.WriteManyAsync([.. "abcdef".Select(name => Insert(Key($"{name}"), State(5, "old")))], default);

        var results = await _store.WriteManyAsync(
            [
                Change(Key("a"), 5, State(6, "new")),
                Change(Key("b"), 4, State(6, "stale")),
                Change(Key("c"), 5, next: null),
                Change(Key("d"), 4, next: null),
                Insert(Key("e"), State(1, "exists")),
                Insert(Key("g"), State(1, "new")),
                Change(Key("h"), 5, State(6, "never was")),
            ],
            default);

        Assert.Equal([true, false, true, false, false, true, false], results.Select(result => result is UserStateWriteResult.Written));
        Assert.Equal(
            [5, 5, 5, null],
            results.OfType<UserStateWriteResult.Conflict>().Select(conflict => conflict.Stored?.Version));
        var after = await _store.ReadManyAsync([.. "abcdefgh".Select(name => Key($"{name}"))], default);
        Assert.Equal(
            ["new", "old", null, "old", "old", "old", "new", null],
            after.Select(state => state is null ? null : Encoding.UTF8.GetString(state.Payload)));
    }

    [Fact]
    public async Task Deleted_user_can_be_inserted_again_but_not_updated()
    {
        await WriteAsync("ann", 0, State(1, "x"));

        Assert.IsType<UserStateWriteResult.Written>(await WriteAsync("ann", 1, next: null));
        Assert.IsType<UserStateWriteResult.Conflict>(await WriteAsync("ann", 1, State(2, "late")));
        Assert.IsType<UserStateWriteResult.Written>(await WriteAsync("ann", 0, State(3, "again")));
    }

    [Fact]
    public async Task Two_thousand_rows_go_in_one_batch_and_come_back()
    {
        var keys = Enumerable.Range(0, 2_000).Select(i => Key($"user-{i}")).ToArray();

        var results = await _store.WriteManyAsync([.. keys.Select((key, i) => Insert(key, State(i + 1, $"{i}")))], default);

        Assert.All(results, result => Assert.IsType<UserStateWriteResult.Written>(result));
        var states = await _store.ReadManyAsync(keys, default);
        Assert.Equal(Enumerable.Range(1, 2_000).Select(i => (long)i), states.Select(state => state!.Version));
    }

    [Fact]
    public async Task Batches_that_cross_each_other_both_end()
    {
        UserKey[] keys = [.. Enumerable.Range(0, 50).Select(i => Key($"user-{i}"))];
        await _store.WriteManyAsync([.. keys.Select(key => Insert(key, State(1, "")))], default);

        var both = await Task.WhenAll(
            Task.Run(() => _store.WriteManyAsync([.. keys.Select(key => Change(key, 1, State(2, "forwards")))], default)),
            Task.Run(() => _store.WriteManyAsync([.. keys.Reverse().Select(key => Change(key, 1, State(2, "backwards")))], default)));

        Assert.Equal(50, both.SelectMany(results => results).Count(result => result is UserStateWriteResult.Written));
    }

    [Fact]
    public async Task Fault_of_a_lost_connection_is_not_taken_for_a_refusal()
    {
        Assert.Equal(StoreFailure.Unavailable, _store.Classify(new TimeoutException()));
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO presence_user (app, user_id, version) VALUES (1, 'no payload', 1)";

        var refusal = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(StoreFailure.Rejected, _store.Classify(refusal));
    }

    protected static UserKey Key(string userId) => new(App, userId);

    private protected static StoredUserState State(long version, string text) => new(version, Encoding.UTF8.GetBytes(text));

    private protected static UserStateWrite Insert(UserKey key, StoredUserState next) => Change(key, 0, next);

    private static UserStateWrite Change(UserKey key, long expectedVersion, StoredUserState? next)
        => new() { Key = key, ExpectedVersion = expectedVersion, Next = next };

    private async Task<UserStateWriteResult> WriteAsync(string userId, long expectedVersion, StoredUserState? next)
        => Assert.Single(await _store.WriteManyAsync([Change(Key(userId), expectedVersion, next)], default));

    private async Task<StoredUserState?> ReadAsync(string userId) => Assert.Single(await _store.ReadManyAsync([Key(userId)], default));
}

public sealed class SqliteUserStateStoreTests(SqliteDialect dialect) : UserStateStoreContract(dialect), IClassFixture<SqliteDialect>
{
    [Fact]
    public async Task Rows_are_there_after_a_restart()
    {
        var options = await Dialect.CreateOptionsAsync();
        await using (var before = await ClusterDatabase.OpenAsync(options))
            await Dialect.CreateStore(before).WriteManyAsync([Insert(Key("ann"), State(3, "x"))], default);

        await using var after = await ClusterDatabase.OpenAsync(options);

        Assert.Equal(3, Assert.Single(await Dialect.CreateStore(after).ReadManyAsync([Key("ann")], default))?.Version);
    }

    [Fact]
    public async Task Files_as_a_killed_process_leaves_them_hold_every_acknowledged_write()
    {
        var options = await Dialect.CreateOptionsAsync();
        var copy = await Dialect.CreateOptionsAsync();
        await using var killed = await ClusterDatabase.OpenAsync(options);
        for (var i = 0; i < 100; i++)
            await Dialect.CreateStore(killed).WriteManyAsync([Insert(Key($"user-{i}"), State(1, "x"))], default);

        // The process is still inside: nothing was closed or checkpointed, as after SIGKILL.
        Directory.CreateDirectory(copy.DataDirectory);
        foreach (var name in new[] { "presence.db", "presence.db-wal" })
            File.Copy(Path.Combine(options.DataDirectory, name), Path.Combine(copy.DataDirectory, name));
        await using var restarted = await ClusterDatabase.OpenAsync(copy);

        var states = await Dialect.CreateStore(restarted).ReadManyAsync([.. Enumerable.Range(0, 100).Select(i => Key($"user-{i}"))], default);
        Assert.All(states, state => Assert.Equal(1, state?.Version));
    }
}

[Collection(PostgresCollection.Name)]
public sealed class NpgsqlUserStateStoreTests(PostgresDialect dialect) : UserStateStoreContract(dialect);
