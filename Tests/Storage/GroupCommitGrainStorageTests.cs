using Orleans.Storage;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Grains.Users;
using PresenceCluster.Storage.Users;
using PresenceCluster.Tests.Architecture;
using Xunit;

namespace PresenceCluster.Tests.Storage;

public sealed class GroupCommitGrainStorageTests : IAsyncDisposable
{
    private static readonly GrainId Ann = GrainId.Create("user", GroupCommitBench.Key("ann").ToString());

    private readonly GroupCommitBench _bench = new();
    private readonly GroupCommitGrainStorage _storage;

    public GroupCommitGrainStorageTests() => _storage = new GroupCommitGrainStorage(_bench.Lanes);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task User_without_a_row_reads_as_unknown()
    {
        var state = new GrainState<UserRecord>(Record(new UserPresence { Version = 9 }), "9") { RecordExists = true };

        await _storage.ReadStateAsync("presence", Ann, state);

        Assert.Equal((UserPresence.Unknown, null, false), (state.State?.Presence, state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task Written_state_reads_back_with_its_version_as_tag()
    {
        var written = new GrainState<UserRecord>(Record(new UserPresence { Version = 1, CustomStatus = "away" }));
        await _storage.WriteStateAsync("presence", Ann, written);
        written.State = Record(new UserPresence { Version = 2, CustomStatus = "back" });
        await _storage.WriteStateAsync("presence", Ann, written);

        var read = new GrainState<UserRecord>();
        await _storage.ReadStateAsync("presence", Ann, read);

        Assert.Equal(("2", "2", "back", true), (written.ETag, read.ETag, read.State?.Presence.CustomStatus, read.RecordExists));
    }

    [Fact]
    public async Task Events_of_a_transition_go_with_its_write_in_their_order()
    {
        StatusEvent[] events = [.. new[] { 1L, 2L }.Select(version => StatusEvents.Login("ann", version))];

        await _storage.WriteStateAsync(
            "presence", Ann, new GrainState<UserRecord>(new UserRecord { Presence = new UserPresence { Version = 2 }, Events = [.. events] }));

        Assert.Equal(
            events.Select(Description.Of), _bench.Store.Events.Select(stored => Description.Of(StatusEventCodec.Decode(stored.Payload))));
    }

    [Fact]
    public async Task Second_of_two_activations_gets_the_stored_and_its_own_tag()
    {
        await _storage.WriteStateAsync("presence", Ann, new GrainState<UserRecord>(Record(new UserPresence { Version = 1 })));
        var first = new GrainState<UserRecord>();
        var second = new GrainState<UserRecord>();
        await _storage.ReadStateAsync("presence", Ann, first);
        await _storage.ReadStateAsync("presence", Ann, second);
        first.State = Record(new UserPresence { Version = 2 });
        await _storage.WriteStateAsync("presence", Ann, first);

        second.State = Record(new UserPresence { Version = 2, CustomStatus = "other" });
        var refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("presence", Ann, second));

        Assert.Equal(("2", "1"), (refusal.StoredEtag, refusal.CurrentEtag));
        Assert.Equal("1", second.ETag);
    }

    [Fact]
    public async Task Version_that_does_not_grow_is_a_programming_error()
    {
        var state = new GrainState<UserRecord>(Record(new UserPresence { Version = 1 }));
        await _storage.WriteStateAsync("presence", Ann, state);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _storage.WriteStateAsync("presence", Ann, state));
    }

    [Fact]
    public async Task Cleared_state_leaves_no_row_and_can_start_again()
    {
        var state = new GrainState<UserRecord>(Record(new UserPresence { Version = 1 }));
        await _storage.WriteStateAsync("presence", Ann, state);

        await _storage.ClearStateAsync("presence", Ann, state);

        Assert.Empty(_bench.Store.Rows);
        Assert.Equal((UserPresence.Unknown, null, false), (state.State?.Presence, state.ETag, state.RecordExists));
        state.State = Record(new UserPresence { Version = 1 });
        await _storage.WriteStateAsync("presence", Ann, state);
    }

    [Fact]
    public async Task Clearing_a_stale_state_is_a_conflict_and_leaves_the_row()
    {
        await _storage.WriteStateAsync("presence", Ann, new GrainState<UserRecord>(Record(new UserPresence { Version = 5 })));
        var stale = new GrainState<UserRecord>(Record(new UserPresence { Version = 4 }), "4");

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync("presence", Ann, stale));

        Assert.Single(_bench.Store.Rows);
    }

    [Fact]
    public async Task Other_state_types_and_keys_are_refused()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => _storage.ReadStateAsync("presence", Ann, new GrainState<string>()));
        await Assert.ThrowsAsync<ArgumentException>(
            () => _storage.ReadStateAsync("presence", GrainId.Create("user", "no app"), new GrainState<UserRecord>()));
    }

    [Fact]
    public async Task Bulk_read_is_aligned_with_its_input_across_chunks()
    {
        foreach (var version in new[] { 1, 2, 3 })
        {
            var state = new UserPresence { Version = version };
            _bench.Store.Rows[GroupCommitBench.Key($"user-{version}")] = new StoredUserState(version, UserPresenceCodec.Encode(state));
        }

        using var reader = new UserStateReader(
            _bench.Store, Microsoft.Extensions.Options.Options.Create(new UserStorageOptions { BatchRowsMax = 2 }), TimeProvider.System);
        var presences = await reader.ReadManyAsync(GroupCommitBench.Key("x").App, ["user-3", "nobody", "user-1", "user-2", "user-3"], default);

        Assert.Equal([3, 0, 1, 2, 3], presences.Select(presence => presence.Version));
    }

    private static UserRecord Record(UserPresence presence) => new() { Presence = presence };
}
