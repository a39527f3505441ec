using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// Ends the way back for sessions that are gone: on these platforms, every session whose login is not newer than an instant is over. Only
/// the sessions that the user still has are exempt. A device that resumes such a session is refused, however it ended and however many
/// logins followed.
/// </summary>
/// <param name="Platforms">The platforms.</param>
/// <param name="At">
/// The newest login that is over; compared with <see cref="Session.LoginAt"/> and <see cref="SessionId.LoginAt"/>. Only an exact one can be
/// compared with the time at which a gateway was asked for a login.
/// </param>
/// <param name="Reason">Why they are over: Replaced, PolicyChanged, Kicked or AccountDeleted.</param>
/// <param name="By">The platform of the login that excludes them; null when no login did.</param>
public sealed record LoginBarrier(PlatformSet Platforms, ActTime At, SessionEndReason Reason, Platform? By)
{
    /// <summary>Raises the barrier of some platforms. A barrier that is higher already stays.</summary>
    /// <param name="barriers">The barriers so far, at most one for each platform.</param>
    /// <param name="raised">The platforms and the new height.</param>
    public static ImmutableArray<LoginBarrier> Raise(ImmutableArray<LoginBarrier> barriers, LoginBarrier raised)
    {
        var platforms = raised.Platforms;
        foreach (var barrier in barriers)
        {
            if (barrier.At.At >= raised.At.At)
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
