namespace PresenceCluster.Domain;

/// <summary>
/// The part of its app's log that holds a user's events. Partitions are delivered independently of each other, and all events of one user
/// are in one partition. Numbers are stored, so neither the count nor the hash may change.
/// </summary>
public static class EventPartition
{
    /// <summary>How many partitions each app has.</summary>
    public const int Count = 16;

    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>The partition of a user, 0 to <see cref="Count"/> - 1: FNV-1a over the id, folded because its low bits alone are weak.</summary>
    public static int Of(UserKey user)
    {
        var hash = Offset;
        foreach (var character in user.UserId)
            hash = (hash ^ character) * Prime;
        hash ^= hash >> 16;
        return (int)((hash ^ (hash >> 8)) % Count);
    }
}
