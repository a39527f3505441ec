using System.Collections.Concurrent;
using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// The writes of this silo that were given up without an answer of the database, which may still commit them. The next activation of the
/// user asks here what such a write would have done. If it was committed, its notices are sent. If not, the user is read again, because
/// the commit may come after the activation has read.
/// </summary>
internal sealed class UncertainWrites(TimeProvider time)
{
    /// <summary>
    /// How long after its start an activation reads again. By then the commit has come or never will. A session that turns out to be
    /// committed although no gateway holds it is found by the lease.
    /// </summary>
    public static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(5);

    // No activation asks later than that. Beyond the bound a write is not noted, and its session is found by the leases of the gateways.
    private static readonly TimeSpan NotedFor = TimeSpan.FromMinutes(1);
    private const int UsersMax = 10_000;

    private readonly ConcurrentDictionary<UserKey, Noted> _latest = new();

    /// <summary>Notes that a transition was given up.</summary>
    public void Note(UserKey user, Transition transition)
    {
        var now = time.GetTimestamp();
        if (_latest.Count >= UsersMax)
            ForgetOld(now);
        if (_latest.Count < UsersMax)
            _latest[user] = new Noted(transition, now);
    }

    /// <summary>Whether a write of the user is noted that the given state, which was read later, does not have.</summary>
    public bool IsOpen(UserKey user, UserPresence read) => _latest.TryGetValue(user, out var noted) && read.Version < noted.Transition.State.Version;

    /// <summary>
    /// The notices of a write that turned out to be committed. A session that the state still has gets none: another write of the same
    /// version may have won.
    /// </summary>
    public ImmutableArray<PresenceEffect> TakeNotices(UserKey user, UserPresence read)
    {
        if (IsOpen(user, read) || !_latest.TryRemove(user, out var noted))
            return [];
        return
        [
            .. noted.Transition.Effects.OfType<PresenceEffect.CloseSession>()
                .Where(close => read.Sessions.All(session => session.Connection != close.Session.Connection)),
        ];
    }

    /// <summary>The write was not committed and never will be.</summary>
    public void Forget(UserKey user) => _latest.TryRemove(user, out _);

    private void ForgetOld(long now)
    {
        foreach (var (user, noted) in _latest)
        {
            if (time.GetElapsedTime(noted.At, now) > NotedFor)
                _latest.TryRemove(user, out _);
        }
    }

    private sealed record Noted(Transition Transition, long At);
}
