using System.Collections.Concurrent;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The user grains that are active on this silo. A silo that loses users ends their activations through it. Grain calls cannot do that: they
/// go to the place that the cluster names now, which may be the new owner already.
/// </summary>
internal sealed class UserActivations
{
    private readonly ConcurrentDictionary<UserKey, IGrainContext> _active = new();

    /// <summary>How many there are.</summary>
    public int Count => _active.Count;

    /// <summary>Notes an activation.</summary>
    public void Add(UserKey user, IGrainContext activation) => _active[user] = activation;

    /// <summary>Forgets an activation, unless a newer one of the user has taken its place.</summary>
    public void Remove(UserKey user, IGrainContext activation) => _active.TryRemove(KeyValuePair.Create(user, activation));

    /// <summary>The activations of users.</summary>
    public IReadOnlyList<KeyValuePair<UserKey, IGrainContext>> Of(Func<UserKey, bool> condition) => [.. _active.Where(one => condition(one.Key))];
}
