using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// One row's change: insert, update or delete, if the row is still as expected, with the events that are stored if and only if the
/// row is changed. It is written once: it also carries its outcome to the caller that waits for it.
/// </summary>
internal sealed class UserStateWrite : PendingRow<UserStateWriteResult>
{
    /// <summary>The version that the change was made from; 0 when there must be no row.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>What is to be stored; null to delete the row.</summary>
    public required StoredUserState? Next { get; init; }

    /// <summary>The user's reminder, which is stored with the state.</summary>
    public UserDue Due { get; init; }

    /// <summary>The user's <see cref="UserBucket"/> while the user is Online, else null: a silo finds its Online users by it.</summary>
    public short? OnlineBucket { get; init; }

    /// <summary>What goes to the log in the same transaction, in this order. A deletion has none: forgetting is no transition.</summary>
    public ImmutableArray<StatusEventWrite> Events { get; init; } = [];

    /// <summary>What it changes of the app's tally. A deletion changes nothing: a user is forgotten long after the last session.</summary>
    public ImmutableArray<TallyChange> Tally { get; init; } = [];
}
