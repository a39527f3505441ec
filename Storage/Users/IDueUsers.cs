using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>Finds the users who fall due, from their own rows.</summary>
public interface IDueUsers
{
    /// <summary>
    /// The users whose hash is in the range (<paramref name="begin"/>, <paramref name="end"/>] and who fall due before an instant. A range
    /// whose begin is not below its end goes on from the largest hash to the smallest.
    /// </summary>
    Task<IReadOnlyList<DueUser>> ReadAsync(uint begin, uint end, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>When a user falls due; null when the user does not, or has no row.</summary>
    Task<DateTimeOffset?> ReadAsync(UserKey user, CancellationToken cancellationToken);
}
