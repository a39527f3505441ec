using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Users;
using PresenceCluster.Tests.Storage;

namespace PresenceCluster.Tests.Cluster;

/// <summary>
/// The storage of user states over rows in memory, shared by the silos of a test, with faults on demand. Its own clock is the real one: the
/// tests' clock jumps by hours, and a row that waits for its batch would be late.
/// </summary>
internal sealed class InMemoryUsers : IAsyncDisposable
{
    private readonly GroupCommitBench _bench = new(new UserStorageOptions(), TimeProvider.System);
    private int _failingWrites;
    private Exception _fault = new FakeUserStateStore.RefusedException();

    public InMemoryUsers()
    {
        _bench.Store.Before = _ => Interlocked.Decrement(ref _failingWrites) >= 0 ? Task.FromException(_fault) : Task.CompletedTask;
        Store = new UserStore(_bench.Lanes);
        Reader = new UserStateReader(_bench.Store, Options.Create(_bench.Options), TimeProvider.System);
    }

    public UserStore Store { get; }

    public IUserStateReader Reader { get; }

    public IDueUsers Dues => _bench.Store;

    public IOnlineUsers Online => _bench.Store;

    /// <summary>How many batches reached the rows.</summary>
    public int Writes => _bench.Store.Batches.Count;

    public int Count => _bench.Store.Rows.Count;

    /// <summary>Lets the next writes fail before anything is stored.</summary>
    public void FailNextWrites(int count, Exception? fault = null)
    {
        _fault = fault ?? new FakeUserStateStore.RefusedException();
        _failingWrites = count;
    }

    /// <summary>Stores a user as an activation left it that has died since, and when the user falls due.</summary>
    public void Put(UserKey user, UserPresence state, DateTimeOffset? dueAt = null)
    {
        _bench.Store.Rows[user] = new StoredUserState(state.Version, UserPresenceCodec.Encode(state));
        _bench.Store.Dues[user] = new UserDue(GrainId.Create(IUserGrain.GrainTypeName, user.ToString()).GetUniformHashCode(), dueAt);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();
}
