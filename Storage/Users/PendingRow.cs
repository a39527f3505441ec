using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// A row that waits in a lane for its batch, and its caller with it. Continuations run elsewhere, so that the lane goes on with
/// the next batch.
/// </summary>
internal abstract class PendingRow<TResult>(UserKey key)
    : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously), IPendingRow
{
    public UserKey Key { get; } = key;

    public long BroughtAt { get; set; }
}

/// <summary>A write that waits.</summary>
internal sealed class PendingWrite(UserStateWrite write) : PendingRow<UserStateWriteResult>(write.Key)
{
    public UserStateWrite Write { get; } = write;
}

/// <summary>A read that waits.</summary>
internal sealed class PendingRead(UserKey key) : PendingRow<StoredUserState?>(key);
