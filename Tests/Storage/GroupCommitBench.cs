using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Tests.Storage;

/// <summary>Lanes over rows in memory, on a clock that the test moves, or on another one.</summary>
internal sealed class GroupCommitBench : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public GroupCommitBench(UserStorageOptions? options = null, TimeProvider? clock = null)
    {
        Options = options ?? new UserStorageOptions { WriteLanes = 1 };
        Lanes = new UserStateLanes(
            Store,
            StorageMode.Embedded,
            Microsoft.Extensions.Options.Options.Create(Options),
            new UserStorageMetrics(Meters),
            clock ?? Time,
            NullLogger<UserStateLanes>.Instance);
    }

    public UserStorageOptions Options { get; }

    /// <summary>The scope of this bench's instruments, which share their names with those of other tests.</summary>
    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public FakeTimeProvider Time { get; } = new();

    public FakeUserStateStore Store { get; } = new();

    public UserStateLanes Lanes { get; }

    public static UserKey Key(string userId) => new(new AppId(1400000001), userId);

    public Task<UserStateWriteResult> WriteAsync(string userId, long expectedVersion, long version, params byte[] payload)
        => Lanes.WriteAsync(
            new UserStateWrite { Key = Key(userId), ExpectedVersion = expectedVersion, Next = new StoredUserState(version, payload) }, default);

    public Task<UserStateWriteResult> DeleteAsync(string userId, long expectedVersion)
        => Lanes.WriteAsync(new UserStateWrite { Key = Key(userId), ExpectedVersion = expectedVersion, Next = null }, default);

    /// <summary>Moves the clock until the task ends, because the pauses between tries wait on it.</summary>
    public async Task<T> FinishAsync<T>(Task<T> task)
    {
        await Eventually.IsTrueAsync(
            () =>
            {
                Time.Advance(TimeSpan.FromMilliseconds(50));
                return task.IsCompleted;
            },
            "the write to end while its clock runs");
        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        Store.Before = Store.After = null;
        await Lanes.DisposeAsync();
        await _services.DisposeAsync();
    }
}
