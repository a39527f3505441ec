using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>Finds the users who are Online, from their rows.</summary>
public interface IOnlineUsers
{
    /// <summary>The users of some buckets (<see cref="UserBucket"/>) who are Online, in no order. Rows come as the caller takes them.</summary>
    IAsyncEnumerable<StoredUser> ReadAsync(IReadOnlyCollection<int> buckets, CancellationToken cancellationToken);
}

/// <summary>A user's row.</summary>
/// <param name="User">The user.</param>
/// <param name="Payload">The state, encoded.</param>
public readonly record struct StoredUser(UserKey User, byte[] Payload);
