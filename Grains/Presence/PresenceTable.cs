using System.Collections.Concurrent;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Presence;

/// <summary>
/// What this silo's active users look like: the committed state of every user grain that is activated here, for reading without a
/// grain call. Written by the grains only; an entry is the very object the grain holds, so the table costs one entry per user.
/// </summary>
internal sealed class PresenceTable
{
    private readonly ConcurrentDictionary<UserKey, UserPresence> _users = new();

    /// <summary>How many users are active here.</summary>
    public int Count => _users.Count;

    /// <summary>The committed state of a user that is active here.</summary>
    public bool TryGet(UserKey user, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out UserPresence? state) => _users.TryGetValue(user, out state);

    /// <summary>Shows a state, once it is stored.</summary>
    public void Publish(UserKey user, UserPresence state) => _users[user] = state;

    /// <summary>Takes a user out when its activation goes, unless a newer activation has published since.</summary>
    public void Remove(UserKey user, UserPresence published) => _users.TryRemove(KeyValuePair.Create(user, published));

    /// <summary>
    /// The users here that satisfy a condition. Walks the whole table: for rare events only (a gateway died, a policy is enforced).
    /// </summary>
    public IEnumerable<UserKey> Where(Func<UserKey, UserPresence, bool> condition)
    {
        foreach (var (user, state) in _users)
        {
            if (condition(user, state))
                yield return user;
        }
    }
}
