using PresenceCluster.Domain;

namespace PresenceCluster.Cluster.Leases;

/// <summary>
/// A set of one gateway's sessions, kept as one number for each bucket of users: the sum of the hashes of its sessions. Two processes whose
/// numbers are equal have the same sessions, but for one chance in 2^64. All members are thread-safe.
/// </summary>
public sealed class SessionDigests
{
    private readonly long[] _sums = new long[UserBucket.Count];

    /// <summary>The number of a bucket; 0 when no session is in it.</summary>
    public long this[int bucket] => Volatile.Read(ref _sums[bucket]);

    /// <summary>Whether no session is in it.</summary>
    public bool IsEmpty => !_sums.AsSpan().ContainsAnyExcept(0);

    /// <summary>Adds a session, which must not be in it.</summary>
    public void Add(UserKey user, long connectionId) => Change(user, connectionId, 1);

    /// <summary>Removes a session that was added.</summary>
    public void Remove(UserKey user, long connectionId) => Change(user, connectionId, -1);

    private void Change(UserKey user, long connectionId, long sign)
    {
        var hash = UserHash.Of(user);
        var session = (long)UserHash.Mix(hash ^ UserHash.Mix((ulong)connectionId));
        Interlocked.Add(ref _sums[UserBucket.Of(hash)], sign * session);
    }
}
