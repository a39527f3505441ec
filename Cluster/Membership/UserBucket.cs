using PresenceCluster.Domain;

namespace PresenceCluster.Cluster.Membership;

/// <summary>
/// The buckets into which the hash divides all users. A bucket has one owner. Gateways and owners compare their sessions bucket by bucket.
/// </summary>
public static class UserBucket
{
    /// <summary>How many there are: enough to spread the users evenly over any number of silos, and few enough to send a number for each.</summary>
    public const int Count = 4096;

    private const int BitsBelow = 52;

    /// <summary>The bucket of a user, from 0 on. It never changes.</summary>
    public static int Of(UserKey user) => Of(UserHash.Of(user));

    internal static int Of(ulong hash) => (int)(hash >> BitsBelow);
}
