using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;
using PresenceCluster.Tests.Architecture;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>The tallies that are written with the rows, in every dialect.</summary>
public abstract class UserTallyContract(StorageDialect dialect) : IAsyncLifetime
{
    private static readonly AppId App = new(1400000001);
    private static readonly AppId Other = new(uint.MaxValue);

    private ClusterDatabase _database = null!;
    private IUserStateStore _store = null!;

    public async Task InitializeAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        _store = dialect.CreateStore(_database);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Tally_follows_the_rows_that_were_changed_and_those_only()
    {
        await _store.WriteManyAsync([Write(App, "ann", Nobody, Online), Write(App, "bob", Nobody, Online), Write(Other, "ann", Nobody, Push)], default);
        await _store.WriteManyAsync(
            [Write(App, "ann", Online, Push), Write(App, "bob", At(Online, 7), Push), Write(App, "eve", At(Online, 3), Nobody)], default);

        var tallies = await ReadAsync();
        Assert.Equal((1, 1, 1), (tallies[App].Online, tallies[App].PushOnline, tallies[App].SessionsOn(Platform.Android)));
        Assert.Equal((0, 1), (tallies[Other].Online, tallies[Other].PushOnline));
    }

    [Fact]
    public async Task Batch_repeated_after_its_answer_was_lost_is_tallied_once()
    {
        UserStateWrite[] batch = [Write(App, "ann", Nobody, Online), Write(App, "bob", Nobody, Push)];

        await _store.WriteManyAsync(batch, default);
        await _store.WriteManyAsync(batch, default);

        Assert.Equal((1, 1), ((await ReadAsync())[App].Online, (await ReadAsync())[App].PushOnline));
    }

    [Fact]
    public async Task Writers_that_come_at_once_lose_no_count()
    {
        await Task.WhenAll(Enumerable.Range(0, 24).Select(
            i => Task.Run(() => _store.WriteManyAsync([Write(App, $"u{i}", Nobody, Online), Write(Other, $"u{i}", Nobody, Online)], default))));

        Assert.Equal((24, 24), ((await ReadAsync())[App].Online, (await ReadAsync())[Other].Online));
    }

    [Fact]
    public async Task Recount_finds_what_was_written_without_a_tally_and_counts_nothing_twice()
    {
        await _store.WriteManyAsync([Write(App, "ann", Nobody, Online), Untallied("old")], default);
        var recount = new UserRecount(_database, TimeProvider.System);

        var corrections = await recount.RunAsync(App, countedBefore: null, default);
        Assert.Equal((2, 2), ((await ReadAsync())[App].Online, corrections.Count));

        var countedAt = await recount.CountedAtAsync(App, default);
        Assert.NotNull(countedAt);
        Assert.Empty(await recount.RunAsync(App, countedBefore: null, default));
        Assert.Empty(await recount.RunAsync(App, countedAt, default));
        Assert.Equal(2, (await ReadAsync())[App].Online);
    }

    [Fact]
    public async Task Two_recounts_at_once_correct_once()
    {
        await _store.WriteManyAsync([.. Enumerable.Range(0, 50).Select(i => Untallied($"u{i}"))], default);
        var recount = new UserRecount(_database, TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => recount.RunAsync(App, countedBefore: null, default))));

        Assert.Equal(50, (await ReadAsync())[App].Online);
    }

    private static UserPresence Nobody => UserPresence.Unknown;

    private static UserPresence Online => WithSession(PresenceStatus.Online);

    private static UserPresence Push => WithSession(PresenceStatus.PushOnline);

    private static UserPresence At(UserPresence user, long version) => user with { Version = version };

    private static UserPresence WithSession(PresenceStatus status) => new()
    {
        Version = 1,
        Sessions = [ContractExamples.Presence.Sessions[1] with { Status = status, Platform = Platform.Android }],
    };

    private static UserStateWrite Untallied(string user) => new()
    {
        Key = new UserKey(App, user),
        ExpectedVersion = 0,
        Next = new StoredUserState(1, UserPresenceCodec.Encode(Online)),
    };

    private static UserStateWrite Write(AppId app, string user, UserPresence before, UserPresence after)
    {
        after = At(after, before.Version + 1);
        return new UserStateWrite
        {
            Key = new UserKey(app, user),
            ExpectedVersion = before.Version,
            Next = new StoredUserState(after.Version, UserPresenceCodec.Encode(after)),
            Tally = UserTally.Between(before, after),
        };
    }

    private Task<IReadOnlyDictionary<AppId, UserTally>> ReadAsync() => new UserTallies(_database).ReadAsync(default);
}

public sealed class SqliteUserTallyTests(SqliteDialect dialect) : UserTallyContract(dialect), IClassFixture<SqliteDialect>;

[Collection(PostgresCollection.Name)]
public sealed class NpgsqlUserTallyTests(PostgresDialect dialect) : UserTallyContract(dialect);
