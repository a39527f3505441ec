using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>The users who fall due, found from their own rows, in every dialect and in the rows in memory that other tests use.</summary>
public abstract class DueUsersContract : IAsyncLifetime
{
    private static readonly AppId App = new(1400000001);
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private IUserStateStore _store = null!;
    private IDueUsers _dues = null!;

    public async Task InitializeAsync() => (_store, _dues) = await CreateAsync();

    public abstract Task DisposeAsync();

    private protected abstract Task<(IUserStateStore Store, IDueUsers Dues)> CreateAsync();

    [Fact]
    public async Task Ranges_have_every_user_once_wherever_they_are_cut()
    {
        var hashes = Enumerable.Range(0, 40).ToDictionary(i => $"user-{i}", i => (uint)(i * 107_374_182L));
        await WriteAsync([.. hashes.Select(user => Row(user.Key, 0, 1, new UserDue(user.Value, Start)))]);

        // Cuts at ordinary places, where a signed hash would change its sign, and exactly at a hash. The last range wraps.
        uint[] cuts = [.. new uint[] { 5, int.MaxValue, 0x8000_0000, uint.MaxValue - 5, hashes["user-3"] }.Order()];
        var found = new List<string>();
        for (var i = 0; i < cuts.Length; i++)
        {
            var (begin, end) = (cuts[i], cuts[(i + 1) % cuts.Length]);
            foreach (var due in await _dues.ReadAsync(begin, end, Start.AddTicks(1), default))
            {
                var hash = hashes[due.User.UserId];
                Assert.True(begin < end ? hash > begin && hash <= end : hash > begin || hash <= end, $"{hash} is not in ({begin}, {end}].");
                Assert.Equal((App, Start), (due.User.App, due.At));
                found.Add(due.User.UserId);
            }
        }

        Assert.Equal(hashes.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(40, (await _dues.ReadAsync(7, 7, Start.AddTicks(1), default)).Count);
    }

    [Fact]
    public async Task Only_users_who_fall_due_before_the_instant_are_found()
    {
        await WriteAsync(
            Row("overdue", 0, 1, new UserDue(1, Start.AddDays(-1))), Row("soon", 0, 1, new UserDue(2, Start)),
            Row("later", 0, 1, new UserDue(3, Start.AddTicks(1))), Row("never", 0, 1, new UserDue(4, null)));

        Assert.Equal(["overdue", "soon"], await FindAsync(Start.AddTicks(1)));
        Assert.Equal(Start.AddTicks(1), await _dues.ReadAsync(Key("later"), default));
        Assert.Null(await _dues.ReadAsync(Key("never"), default));
        Assert.Null(await _dues.ReadAsync(Key("nobody"), default));
    }

    [Fact]
    public async Task Time_moves_with_every_write_of_the_row_and_goes_with_it()
    {
        await WriteAsync(Row("ann", 0, 1, new UserDue(7, Start)));
        await WriteAsync(Row("ann", 1, 2, new UserDue(7, Start.AddHours(1))));
        Assert.Equal(Start.AddHours(1), await _dues.ReadAsync(Key("ann"), default));

        // The same version: only the time is new.
        await WriteAsync(Row("ann", 2, 2, new UserDue(7, Start.AddHours(2))));
        Assert.Equal(Start.AddHours(2), await _dues.ReadAsync(Key("ann"), default));

        // A write that came too late moves nothing.
        Assert.IsType<UserStateWriteResult.Conflict>(
            Assert.Single(await _store.WriteManyAsync([Row("ann", 1, 3, new UserDue(7, Start.AddHours(3)))], default)));
        Assert.Equal(Start.AddHours(2), await _dues.ReadAsync(Key("ann"), default));

        await WriteAsync(Row("ann", 2, 3, new UserDue(7, null)));
        Assert.Empty(await FindAsync(DateTimeOffset.MaxValue));
        await WriteAsync(Row("ann", 3, 4, new UserDue(7, Start)));
        await WriteAsync(new UserStateWrite { Key = Key("ann"), ExpectedVersion = 4, Next = null });
        Assert.Empty(await FindAsync(DateTimeOffset.MaxValue));
    }

    private async Task<IEnumerable<string>> FindAsync(DateTimeOffset before)
        => (await _dues.ReadAsync(0, 0, before, default)).Select(due => due.User.UserId).Order(StringComparer.Ordinal);

    private async Task WriteAsync(params UserStateWrite[] rows)
        => Assert.All(await _store.WriteManyAsync(rows, default), result => Assert.IsType<UserStateWriteResult.Written>(result));

    private static UserKey Key(string user) => new(App, user);

    private static UserStateWrite Row(string user, long expected, long version, UserDue due)
        => new() { Key = Key(user), ExpectedVersion = expected, Next = new StoredUserState(version, [1, 2, 3]), Due = due };
}

public abstract class StoredDueUsersTests(StorageDialect dialect) : DueUsersContract
{
    private ClusterDatabase _database = null!;

    public override async Task DisposeAsync() => await _database.DisposeAsync();

    private protected override async Task<(IUserStateStore Store, IDueUsers Dues)> CreateAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        return (dialect.CreateStore(_database), new DueUsers(_database));
    }
}

public sealed class SqliteDueUsersTests(SqliteDialect dialect) : StoredDueUsersTests(dialect), IClassFixture<SqliteDialect>;

[Collection(PostgresCollection.Name)]
public sealed class NpgsqlDueUsersTests(PostgresDialect dialect) : StoredDueUsersTests(dialect);

public sealed class InMemoryDueUsersTests : DueUsersContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    private protected override Task<(IUserStateStore Store, IDueUsers Dues)> CreateAsync()
    {
        var store = new FakeUserStateStore();
        return Task.FromResult<(IUserStateStore, IDueUsers)>((store, store));
    }
}
