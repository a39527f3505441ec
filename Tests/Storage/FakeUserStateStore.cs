using System.Runtime.CompilerServices;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Tests.Storage;

/// <summary>Rows in memory that record their batches, and fail or wait by the test's script.</summary>
internal sealed class FakeUserStateStore : IUserStateStore, IDueUsers, IOnlineUsers
{
    private readonly Lock _lock = new();

    public Dictionary<UserKey, StoredUserState> Rows { get; } = [];

    /// <summary>When the users of the rows fall due.</summary>
    public Dictionary<UserKey, UserDue> Dues { get; } = [];

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

    public Task<IReadOnlyList<DueUser>> ReadAsync(uint begin, uint end, DateTimeOffset before, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<DueUser>>(
            [
                .. Dues.Where(due => due.Value.At < before && IsIn(due.Value.Hash)).Select(due => new DueUser(due.Key, due.Value.At!.Value)),
            ]);
        }

        bool IsIn(uint hash) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    }

    public Task<DateTimeOffset?> ReadAsync(UserKey user, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(Dues.GetValueOrDefault(user).At);
    }

    public async IAsyncEnumerable<StoredUser> ReadAsync(
        IReadOnlyCollection<int> buckets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        List<StoredUser> online;
        lock (_lock)
        {
            online =
            [
                .. Rows.Where(row => buckets.Contains(UserBucket.Of(row.Key)) && UserPresenceCodec.Decode(row.Value.Payload).Status == PresenceStatus.Online)
                    .Select(row => new StoredUser(row.Key, row.Value.Payload)),
            ];
        }

        foreach (var user in online)
            yield return user;
    }

    public StoreFailure Classify(Exception fault) => fault is RefusedException or UserStorageBusyException ? StoreFailure.Rejected : StoreFailure.Unavailable;

    private UserStateWriteResult Apply(UserStateWrite write)
    {
        var stored = Rows.GetValueOrDefault(write.Key);
        if ((stored?.Version ?? 0) != write.ExpectedVersion)
            return new UserStateWriteResult.Conflict(stored);
        if (write.Next is null)
        {
            Rows.Remove(write.Key);
            Dues.Remove(write.Key);
        }
        else
        {
            Rows[write.Key] = write.Next;
            Dues[write.Key] = write.Due;
        }

        Events.AddRange(write.Events);
        return UserStateWriteResult.Written.Instance;
    }

    internal sealed class RefusedException : Exception;
}
