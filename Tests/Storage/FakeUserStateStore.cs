using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Tests.Storage;

/// <summary>Rows in memory that record their batches, and fail or wait by the test's script.</summary>
internal sealed class FakeUserStateStore : IUserStateStore
{
    private readonly Lock _lock = new();

    public Dictionary<UserKey, StoredUserState> Rows { get; } = [];

    /// <summary>The events of the rows that were changed.</summary>
    public List<StatusEventWrite> Events { get; } = [];

    public List<UserKey[]> Batches { get; } = [];

    /// <summary>Runs before a batch is applied. If it throws, no part of the batch is applied.</summary>
    public Func<IReadOnlyList<UserStateWrite>, Task>? Before { get; set; }

    /// <summary>Runs after a batch is applied. If it throws, the batch is applied but its answer is lost.</summary>
    public Func<IReadOnlyList<UserStateWrite>, Task>? After { get; set; }

    public Task<StoredUserState?[]> ReadManyAsync(IReadOnlyList<UserKey> keys, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(keys.Select(key => Rows.GetValueOrDefault(key)).ToArray());
    }

    public async Task<UserStateWriteResult[]> WriteManyAsync(IReadOnlyList<UserStateWrite> writes, CancellationToken cancellationToken)
    {
        lock (_lock)
            Batches.Add([.. writes.Select(write => write.Key)]);
        if (Before is not null)
            await Before(writes);
        UserStateWriteResult[] results;
        lock (_lock)
            results = [.. writes.Select(Apply)];
        if (After is not null)
            await After(writes);
        return results;
    }

    public StoreFailure Classify(Exception fault) => fault is RefusedException or UserStorageBusyException ? StoreFailure.Rejected : StoreFailure.Unavailable;

    private UserStateWriteResult Apply(UserStateWrite write)
    {
        var stored = Rows.GetValueOrDefault(write.Key);
        if ((stored?.Version ?? 0) != write.ExpectedVersion)
            return new UserStateWriteResult.Conflict(stored);
        if (write.Next is null)
            Rows.Remove(write.Key);
        else
            Rows[write.Key] = write.Next;
        Events.AddRange(write.Events);
        return UserStateWriteResult.Written.Instance;
    }

    internal sealed class RefusedException : Exception;
}
