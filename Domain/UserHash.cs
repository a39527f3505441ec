namespace PresenceCluster.Domain;

/// <summary>
/// The hash that assigns users to silos. Every process and every release must compute the same one, so the service has its own: FNV-1a over
/// the characters, finished with the mixer of MurmurHash3. FNV alone spreads short keys badly over the high bits.
/// </summary>
public static class UserHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The hash of a user.</summary>
    public static ulong Of(UserKey user) => Of(user.UserId, (Offset ^ user.App.Value) * Prime);

    /// <summary>The hash of a text.</summary>
    public static ulong Of(string text) => Of(text, Offset);

    /// <summary>The hash of a connection.</summary>
    public static ulong Of(ConnectionRef connection) => Mix(Of(connection.Gateway.Value) ^ Mix((ulong)connection.ConnectionId));

    /// <summary>Spreads every bit of a number over all bits.</summary>
    public static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    private static ulong Of(string text, ulong hash)
    {
        foreach (var character in text)
            hash = (hash ^ character) * Prime;
        return Mix(hash);
    }
}
