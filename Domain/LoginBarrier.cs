using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// Ends the way back for sessions that are gone: of these platforms, every session of a login at or before an instant is over, unless it
/// is still among the user's sessions. A device that comes back by itself is told so, whatever ended its session and however many logins
/// came between.
/// </summary>
/// <param name="Platforms">Which platforms.</param>
/// <param name="At">The newest login that is over; compared with <see cref="Session.LoginAt"/> and <see cref="SessionId.LoginAt"/>.</param>
/// <param name="Reason">Why they are over: Replaced, PolicyChanged, Kicked or AccountDeleted.</param>
/// <param name="By">The platform of the login that excludes them; null when no login did.</param>
public sealed record LoginBarrier(PlatformSet Platforms, DateTimeOffset At, SessionEndReason Reason, Platform? By)
{
    /// <summary>Raises the barrier of some platforms; one that stands higher already stays.</summary>
    /// <param name="barriers">The barriers so far, at most one for each platform.</param>
    /// <param name="raised">The platforms, and how high.</param>
    public static ImmutableArray<LoginBarrier> Raise(ImmutableArray<LoginBarrier> barriers, LoginBarrier raised)
    {
        var platforms = raised.Platforms;
        foreach (var barrier in barriers)
        {
            if (barrier.At >= raised.At)
                platforms = platforms.Without(barrier.Platforms);
        }

        if (platforms.IsEmpty)
            return barriers;
        var next = ImmutableArray.CreateBuilder<LoginBarrier>(barriers.Length + 1);
        foreach (var barrier in barriers)
        {
            if (barrier.Platforms.Without(platforms) is { IsEmpty: false } rest)
                next.Add(barrier with { Platforms = rest });
        }

        next.Add(raised with { Platforms = platforms });
        return next.DrainToImmutable();
    }
}
