namespace PresenceCluster.Domain;

/// <summary>An act that the shell performs after a transition has been stored. A closed set.</summary>
public abstract record PresenceEffect
{
    private PresenceEffect()
    {
    }

    /// <summary>Tell a connection that its session is over, and close it.</summary>
    /// <param name="Session">The session as it was, with the connection that owned it.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="By">The platform of the login that pushed it out; null when no login did.</param>
    /// <param name="ByAttempt">The count of the login that took it over; 0 when none did or its device does not count.</param>
    public sealed record CloseSession(Session Session, SessionEndReason Reason, Platform? By, ulong ByAttempt = 0) : PresenceEffect;

    /// <summary>Tell the user's followers. One for every transition.</summary>
    /// <param name="Event">The event.</param>
    public sealed record PublishEvent(StatusEvent Event) : PresenceEffect;

    /// <summary>Come back with <see cref="PresenceEvent.DeadlineReached"/>; replaces the deadline armed before.</summary>
    /// <param name="At">When; null when nothing falls due.</param>
    public sealed record ArmDeadline(DateTimeOffset? At) : PresenceEffect;

    /// <summary>Delete the user's row: a deleted account has been kept for its retention.</summary>
    public sealed record Forget : PresenceEffect;
}
