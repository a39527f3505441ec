using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using PresenceCluster.Cluster.Leases;
using PresenceCluster.Cluster.Membership;
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
    private readonly ConcurrentDictionary<GatewayId, SessionDigests> _digests = new();

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
    public void Publish(UserKey user, IGrainContext activation, UserPresence? state)
    {
        var entry = new Entry(activation, state);
        Entry? before;
        while (true)
        {
            if (_users.TryGetValue(user, out before) ? _users.TryUpdate(user, entry, before) : _users.TryAdd(user, entry))
                break;
        }

        Note(user, before?.State, isThere: false);
        Note(user, state, isThere: true);
    }

    /// <summary>Removes a user when its activation is gone, unless a newer activation has published since.</summary>
    public void Remove(UserKey user, IGrainContext activation)
    {
        if (_users.TryGetValue(user, out var entry) && ReferenceEquals(entry.Activation, activation)
            && _users.TryRemove(KeyValuePair.Create(user, entry)))
            Note(user, entry.State, isThere: false);
    }

    /// <summary>The Online sessions of a gateway that are known here; null when there never were any.</summary>
    public SessionDigests? DigestsOf(GatewayId gateway) => _digests.GetValueOrDefault(gateway);

    /// <summary>Forgets the digests of dead gateways whose sessions have all ended.</summary>
    public void ForgetGateways(ClusterFrame frame)
    {
        foreach (var (gateway, digests) in _digests)
        {
            if (frame.IsDead(gateway) && digests.IsEmpty)
                _digests.TryRemove(gateway, out _);
        }
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
    public sealed class Entry(IGrainContext activation, UserPresence? state)
    {
        /// <summary>The activation that holds the user.</summary>
        public IGrainContext Activation => activation;

        /// <summary>The state that it shows; null when it is leaving.</summary>
        public UserPresence? State => state;
    }

    private void Note(UserKey user, UserPresence? state, bool isThere)
    {
        if (state is null)
            return;
        foreach (var session in state.Sessions)
        {
            if (session.Status != PresenceStatus.Online)
                continue;
            var digests = _digests.GetOrAdd(session.Connection.Gateway, _ => new SessionDigests());
            if (isThere)
                digests.Add(user, session.Connection.ConnectionId);
            else
                digests.Remove(user, session.Connection.ConnectionId);
        }
    }
}
