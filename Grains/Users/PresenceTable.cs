using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The committed state of every user grain that is active on this silo, for reading without a grain call. It also holds the activation
/// itself, because a grain call goes to the silo where Orleans believes the grain to be. Only the grains write to it. A state is the same
/// object that the grain holds, so the table costs one entry per user.
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
    /// <param name="user">The user.</param>
    /// <param name="activation">The activation that holds it.</param>
    /// <param name="state">The state; null hides the user of an activation that is leaving from reads.</param>
    public void Publish(UserKey user, IGrainContext activation, UserPresence? state) => _users[user] = new Entry(activation, state);

    /// <summary>Removes a user when its activation is gone, unless a newer activation has published since.</summary>
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

    /// <summary>
    /// The activations of the users here that satisfy a condition, including those that are leaving. Walks the whole table too.
    /// </summary>
    public IEnumerable<KeyValuePair<UserKey, Entry>> ActivationsOf(Func<UserKey, bool> condition) => _users.Where(one => condition(one.Key));

    /// <summary>One user here.</summary>
    /// <param name="Activation">The activation that holds the user.</param>
    /// <param name="State">The state that it shows; null when it is leaving.</param>
    public readonly record struct Entry(IGrainContext Activation, UserPresence? State);
}
