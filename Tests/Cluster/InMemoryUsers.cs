using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;
using PresenceCluster.Tests.Storage;

namespace PresenceCluster.Tests.Cluster;

/// <summary>
/// The storage of user states over rows in memory, shared by the silos of a test, with faults on demand. Its own clock is the real one: the
/// tests' clock jumps by hours, and a row that waits for its batch would be late.
/// </summary>
internal sealed class InMemoryUsers : IAsyncDisposable
{
    private readonly FakeUserStateStore _rows = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly UserStateLanes _lanes;
    private int _failingWrites;
    private Exception _fault = new FakeUserStateStore.RefusedException();

    public InMemoryUsers()
    {
        var options = Options.Create(new UserStorageOptions());
        _lanes = new UserStateLanes(
            _rows,
            StorageMode.Embedded,
            options,
            new UserStorageMetrics(_services.GetRequiredService<IMeterFactory>()),
            TimeProvider.System,
            NullLogger<UserStateLanes>.Instance);
        _rows.Before = _ => Interlocked.Decrement(ref _failingWrites) >= 0 ? Task.FromException(_fault) : Task.CompletedTask;
        Store = new UserStore(_lanes);
        Reader = new UserStateReader(_rows, options, TimeProvider.System);
    }

    public UserStore Store { get; }

    public IUserStateReader Reader { get; }

    /// <summary>How many batches reached the rows.</summary>
    public int Writes => _rows.Batches.Count;

    public int Count => _rows.Rows.Count;

    /// <summary>Lets the next writes fail before anything is stored.</summary>
    public void FailNextWrites(int count, Exception? fault = null)
    {
        _fault = fault ?? new FakeUserStateStore.RefusedException();
        _failingWrites = count;
    }

    /// <summary>Stores a user as an activation left it that has died since.</summary>
    public void Put(UserKey user, UserPresence state)
        => _rows.Rows[user] = new StoredUserState(state.Version, UserPresenceCodec.Encode(state));

    public async ValueTask DisposeAsync()
    {
        await _lanes.DisposeAsync();
        await _services.DisposeAsync();
    }
}
