using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// A row that waits in a lane for its batch, and its caller with it. Continuations run elsewhere, so that the lane goes on with
/// the next batch.
/// </summary>
internal abstract class PendingRow<TResult>()
    : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously), IPendingRow
{
    public required UserKey Key { get; init; }

    public long BroughtAt { get; set; }
}

/// <summary>A read that waits.</summary>
internal sealed class PendingRead : PendingRow<StoredUserState?>;
