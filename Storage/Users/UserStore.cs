using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// One user's state as its grain reads and writes it: the only storage on the path of a login. A write carries the version that it was
/// made from, so of two activations of one user that write from the same version, one is told that it came too late.
/// <para>
/// The way of a write: encoded here, put into a lane (<see cref="UserStateLanes"/>), collected with others (<see cref="BatchLane{TRow}"/>),
/// retried (<see cref="BatchWriter"/>), written by the store of the database (<see cref="IUserStateStore"/>).
/// </para>
/// </summary>
public sealed class UserStore
{
    private readonly UserStateLanes _lanes;
    private readonly ICommitWatcher? _watcher;

    internal UserStore(UserStateLanes lanes, ICommitWatcher? watcher = null) => (_lanes, _watcher) = (lanes, watcher);

    /// <summary>The stored state; <see cref="UserPresence.Unknown"/> when there is none.</summary>
    /// <exception cref="UserStorageBusyException">Too many rows wait for the database.</exception>
    /// <exception cref="UserStorageUnavailableException">The database did not answer in time.</exception>
    public async Task<UserPresence> ReadAsync(UserKey user, CancellationToken cancellationToken)
        => await _lanes.ReadAsync(user, cancellationToken) is { } stored ? UserPresenceCodec.Decode(stored.Payload) : UserPresence.Unknown;

    /// <summary>Stores what transitions led to, and their events with it.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="before">The state that the transitions started from, as it is stored.</param>
    /// <param name="after">The state that they led to; its version is larger.</param>
    /// <param name="events">Their events, in the order of their versions.</param>
    /// <param name="due">When the user falls due.</param>
    /// <param name="cancellationToken">Gives up waiting; what was handed to the database may still be stored.</param>
    /// <returns>False when another activation has written since <paramref name="before"/> was read. Nothing is stored then.</returns>
    /// <exception cref="UserStorageBusyException">Too many rows wait for the database. Nothing is stored.</exception>
    /// <exception cref="UserStorageUnavailableException">The database did not answer in time. It may have stored the state or not.</exception>
    public async Task<bool> TryWriteAsync(
        UserKey user,
        UserPresence before,
        UserPresence after,
        IReadOnlyList<StatusEvent> events,
        UserDue due,
        CancellationToken cancellationToken = default)
    {
        if (after.Version <= before.Version)
            throw new ArgumentException(
                $"Version {after.Version} of {user} was made from version {before.Version}; a transition must let it grow.", nameof(after));
        var write = new UserStateWrite
        {
            Key = user,
            ExpectedVersion = before.Version,
            Next = new StoredUserState(after.Version, UserPresenceCodec.Encode(after)),
            Due = due,
            OnlineBucket = OnlineBucketOf(user, after),
            Events = [.. events.Select(happened => new StatusEventWrite(happened.Version, happened.At, StatusEventCodec.Encode(happened)))],
            Tally = UserTally.Between(before, after),
        };
        if (await _lanes.WriteAsync(write, cancellationToken) is not UserStateWriteResult.Written)
            return false;
        _watcher?.Committed(user);
        return true;
    }

    /// <summary>Stores only when a user falls due.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="state">The state as it is stored.</param>
    /// <param name="due">When the user falls due.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when another activation has written since <paramref name="state"/> was read. Nothing is stored then.</returns>
    /// <exception cref="UserStorageBusyException">Too many rows wait for the database. Nothing is stored.</exception>
    /// <exception cref="UserStorageUnavailableException">The database did not answer in time. It may have stored the time or not.</exception>
    public async Task<bool> TryMoveDueAsync(UserKey user, UserPresence state, UserDue due, CancellationToken cancellationToken = default)
    {
        var write = new UserStateWrite
        {
            Key = user,
            ExpectedVersion = state.Version,
            Next = new StoredUserState(state.Version, UserPresenceCodec.Encode(state)),
            Due = due,
            OnlineBucket = OnlineBucketOf(user, state),
        };
        return await _lanes.WriteAsync(write, cancellationToken) is UserStateWriteResult.Written;
    }

    /// <summary>Deletes a user's row. The grain calls it when the user's state holds nothing that must be kept.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="before">The state as it is stored.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when another activation has written since <paramref name="before"/> was read. The row stays then.</returns>
    /// <exception cref="UserStorageBusyException">Too many rows wait for the database. The row stays.</exception>
    /// <exception cref="UserStorageUnavailableException">The database did not answer in time. The row may be there or not.</exception>
    public async Task<bool> TryForgetAsync(UserKey user, UserPresence before, CancellationToken cancellationToken = default)
        => await _lanes.WriteAsync(new UserStateWrite { Key = user, ExpectedVersion = before.Version, Next = null }, cancellationToken)
            is UserStateWriteResult.Written;

    private static short? OnlineBucketOf(UserKey user, UserPresence state)
        => state.Status == PresenceStatus.Online ? (short)UserBucket.Of(user) : null;
}
