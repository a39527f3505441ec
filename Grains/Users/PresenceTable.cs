using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// What this silo's active users look like: the committed state of every user grain that is activated here, for reading without a
/// grain call, and the activation itself, for whoever has to do with exactly this one: a call of the grain goes to wherever Orleans
/// believes it to be. Written by the grains only; a state is the very object the grain holds, so the table costs one entry per user.
/// </summary>
internal sealed class PresenceTable
{
    private readonly ConcurrentDictionary<UserKey, Entry> _users = new();

    /// <summary>How many users are active here.</summary>
    public int Count => _users.Count;

    /// <summary>The committed state of a user that is active here.</summary>
    public bool TryGet(UserKey user, [NotNullWhen(true)] out UserPresence? state)
    {
        state = _users.TryGetValue(user, out var entry) ? entry.State : null;
        return state is not null;
    }

    /// <summary>Shows a state, once it is stored.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="activation">The activation that holds it.</param>
    /// <param name="state">The state; null of one that is leaving and is not to be read any more.</param>
    public void Publish(UserKey user, IGrainContext activation, UserPresence? state) => _users[user] = new Entry(activation, state);

    /// <summary>Takes a user out when its activation is gone, unless a newer activation has published since.</summary>
    public void Remove(UserKey user, IGrainContext activation)
    {
        if (_users.TryGetValue(user, out var entry) && ReferenceEquals(entry.Activation, activation))
            _users.TryRemove(KeyValuePair.Create(user, entry));
    }

    /// <summary>
    /// The users here that satisfy a condition. Walks the whole table: for rare events only (a gateway died, a policy is enforced).
    /// </summary>
    public IEnumerable<UserKey> Where(Func<UserKey, UserPresence, bool> condition)
    {
        foreach (var (user, entry) in _users)
        {
            if (entry.State is { } state && condition(user, state))
                yield return user;
        }
    }

    /// <summary>The activations of the users here that satisfy a condition, those included that are leaving. Walks the whole table, too.</summary>
    public IEnumerable<KeyValuePair<UserKey, Entry>> ActivationsOf(Func<UserKey, bool> condition) => _users.Where(one => condition(one.Key));

    /// <summary>One user here.</summary>
    /// <param name="Activation">Holds the user.</param>
    /// <param name="State">What it shows; null when it is leaving.</param>
    public readonly record struct Entry(IGrainContext Activation, UserPresence? State);
}
