using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Users;
using PresenceCluster.Tests.Architecture;
using Xunit;

namespace PresenceCluster.Tests.Storage;

public sealed class UserStoreTests : IAsyncDisposable
{
    private static readonly UserKey Ann = GroupCommitBench.Key("ann");

    private readonly GroupCommitBench _bench = new();
    private readonly HeardCommits _heard = new();
    private readonly UserStore _store;

    public UserStoreTests() => _store = new UserStore(_bench.Lanes, _heard);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task User_without_a_row_reads_as_unknown()
        => Assert.Same(UserPresence.Unknown, await _store.ReadAsync(Ann, default));

    [Fact]
    public async Task Written_state_reads_back()
    {
        Assert.True(await WriteAsync(UserPresence.Unknown, State(1, "away")));
        Assert.True(await WriteAsync(State(1), State(2, "back")));

        var read = await _store.ReadAsync(Ann, default);

        Assert.Equal((2, "back"), (read.Version, read.CustomStatus));
        Assert.Equal([Ann, Ann], _heard.Users);
    }

    [Fact]
    public async Task Events_of_a_transition_go_with_its_write_in_their_order()
    {
        StatusEvent[] events = [.. new[] { 1L, 2L }.Select(version => StatusEvents.Login("ann", version))];

        await _store.TryWriteAsync(Ann, UserPresence.Unknown, State(2), events, default);

        Assert.Equal(
            events.Select(Description.Of), _bench.Store.Events.Select(stored => Description.Of(StatusEventCodec.Decode(stored.Payload))));
    }

    [Fact]
    public async Task Second_of_two_activations_that_write_from_one_version_is_told_and_stores_nothing()
    {
        await WriteAsync(UserPresence.Unknown, State(1));
        Assert.True(await WriteAsync(State(1), State(2, "first")));

        Assert.False(await WriteAsync(State(1), State(2, "second")));

        Assert.Equal("first", (await _store.ReadAsync(Ann, default)).CustomStatus);
        Assert.Equal(2, _heard.Users.Count);
    }

    [Fact]
    public async Task Version_that_does_not_grow_is_a_programming_error()
        => await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(State(1), State(1)));

    [Fact]
    public async Task Forgotten_user_leaves_no_row_and_can_start_again()
    {
        await WriteAsync(UserPresence.Unknown, State(1));

        Assert.True(await _store.TryForgetAsync(Ann, State(1)));

        Assert.Empty(_bench.Store.Rows);
        Assert.True(await WriteAsync(UserPresence.Unknown, State(1)));
    }

    [Fact]
    public async Task Forgetting_from_a_stale_state_leaves_the_row()
    {
        await WriteAsync(UserPresence.Unknown, State(5));

        Assert.False(await _store.TryForgetAsync(Ann, State(4)));

        Assert.Single(_bench.Store.Rows);
    }

    [Fact]
    public async Task Bulk_read_is_aligned_with_its_input_across_chunks()
    {
        foreach (var version in new[] { 1, 2, 3 })
            _bench.Store.Rows[GroupCommitBench.Key($"user-{version}")] = new StoredUserState(version, UserPresenceCodec.Encode(State(version)));

        using var reader = new UserStateReader(
            _bench.Store, Microsoft.Extensions.Options.Options.Create(new UserStorageOptions { BatchRowsMax = 2 }), TimeProvider.System);
        var presences = await reader.ReadManyAsync(GroupCommitBench.Key("x").App, ["user-3", "nobody", "user-1", "user-2", "user-3"], default);

        Assert.Equal([3, 0, 1, 2, 3], presences.Select(presence => presence.Version));
    }

    private Task<bool> WriteAsync(UserPresence before, UserPresence after) => _store.TryWriteAsync(Ann, before, after, [], default);

    private static UserPresence State(long version, string customStatus = "") => new() { Version = version, CustomStatus = customStatus };

    private sealed class HeardCommits : ICommitWatcher
    {
        public List<UserKey> Users { get; } = [];

        public void Committed(UserKey user) => Users.Add(user);
    }
}
