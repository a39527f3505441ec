namespace PresenceCluster.Domain;

/// <summary>
/// The buckets into which the hash divides all users. A bucket has one owner. Gateways and owners compare their sessions bucket by bucket,
/// and the rows of users who are Online carry its number. So neither the count nor the hash may change.
/// </summary>
public static class UserBucket
{
    /// <summary>How many there are: enough to spread the users evenly over any number of silos, and few enough to send a number for each.</summary>
    public const int Count = 4096;

    private const int BitsBelow = 52;

    /// <summary>The bucket of a user, from 0 on.</summary>
    public static int Of(UserKey user) => Of(UserHash.Of(user));

    /// <summary>The bucket of a user with a hash.</summary>
    public static int Of(ulong hash) => (int)(hash >> BitsBelow);
}
