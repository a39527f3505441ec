using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Storage;

/// <summary>
/// One row's change: insert, update or delete, if the row is still as expected. What must be stored in the same transaction as the
/// state travels as a further property of this record.
/// </summary>
internal sealed record UserStateWrite
{
    public required UserKey Key { get; init; }

    /// <summary>The version that the change was made from; 0 when there must be no row.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>What is to be stored; null to delete the row.</summary>
    public required StoredUserState? Next { get; init; }
}
