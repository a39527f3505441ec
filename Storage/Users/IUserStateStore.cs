using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// User rows in one dialect of SQL. Results are aligned with their input. No retries, no queues and no limits here: callers bring
/// batches of a bounded size.
/// </summary>
internal interface IUserStateStore
{
    /// <summary>Reads rows; null stands for a missing one.</summary>
    Task<StoredUserState?[]> ReadManyAsync(IReadOnlyList<UserKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Changes rows in one transaction: a conflict fails its own row only, an exception the whole batch. No key may occur twice.
    /// </summary>
    Task<UserStateWriteResult[]> WriteManyAsync(IReadOnlyList<UserStateWrite> writes, CancellationToken cancellationToken);

    /// <summary>Says what an exception from <see cref="WriteManyAsync"/> or <see cref="ReadManyAsync"/> means.</summary>
    StoreFailure Classify(Exception fault);
}
