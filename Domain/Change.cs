using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>
/// A transition being decided. Only <see cref="Commit"/> raises the version, makes the event for followers and arms the next deadline.
/// </summary>
internal sealed record Change(StatusAction Action)
{
    public SessionEndReason? Reason { get; init; }

    /// <summary>The sessions it happens to.</summary>
    public ImmutableArray<Session> Sessions { get; init; } = [];

    /// <summary>The sessions that a login pushes out.</summary>
    public ImmutableArray<Session> PushedOut { get; init; } = [];

    /// <summary>Connections to tell and close.</summary>
    public ImmutableArray<PresenceEffect> Closing { get; init; } = [];

    public static Transition None(UserPresence state) => None(state, PresenceOutcome.Unchanged.Instance);

    public static Transition None(UserPresence state, PresenceOutcome outcome) => new(state, [], outcome);

    public Transition Commit(UserPresence before, UserPresence after, PresenceRules rules, DateTimeOffset now, PresenceOutcome outcome)
    {
        var isOnline = after.Status == PresenceStatus.Online;
        after = after with
        {
            Version = before.Version + 1,
            CustomStatus = isOnline ? after.CustomStatus : "",
            CustomStatusAskedAt = isOnline ? after.CustomStatusAskedAt : null,
        };
        var published = new StatusEvent
        {
            Version = after.Version,
            At = now,
            Action = Action,
            Reason = Reason,
            Sessions = Sessions,
            PushedOut = PushedOut,
            Before = before.Status,
            After = after.Status,
            CustomStatus = after.CustomStatus,
        };
        var deadline = PresenceMachine.NextDeadline(after, rules);
        var isDeadlineMoved = deadline != PresenceMachine.NextDeadline(before, rules);
        return new Transition(
            after,
            [
                .. Closing,
                new PresenceEffect.PublishEvent(published),
                .. isDeadlineMoved ? [new PresenceEffect.ArmDeadline(deadline)] : Array.Empty<PresenceEffect>(),
            ],
            outcome);
    }

    /// <summary>Takes sessions out of the state, ends their way back, and remembers the latest of them in a bounded list.</summary>
    public static UserPresence PushOut(
        UserPresence state, ImmutableArray<Session> pushedOut, SessionEndReason reason, Platform? by, PresenceRules rules, DateTimeOffset now)
    {
        if (pushedOut.IsEmpty)
            return state;

        var remembered = state.PushedOut
            .RemoveAll(ended => ended.At + rules.PushOnlineRetention <= now)
            .AddRange(pushedOut.Select(session => new EndedSession(session.Id, session.Epoch, reason, by, session.AskedAt.At, now)));
        if (remembered.Length > PresenceMachine.PushedOutMax)
            remembered = remembered.RemoveRange(0, remembered.Length - PresenceMachine.PushedOutMax);
        var wasOnline = pushedOut.Any(session => session.Status == PresenceStatus.Online);
        return state with
        {
            Sessions = state.Sessions.RemoveRange(pushedOut),
            PushedOut = remembered,
            // A kick and a deletion choose their sessions themselves, and their own rules raise the barriers.
            Barriers = reason is SessionEndReason.Kicked or SessionEndReason.AccountDeleted
                ? state.Barriers
                : ResumeRule.BarriersAfter(state.Barriers, pushedOut, reason, by),
            LastSeenAt = wasOnline ? now : state.LastSeenAt,
        };
    }

    /// <summary>The notices for those of the sessions whose connection is open.</summary>
    public static ImmutableArray<PresenceEffect> CloseAll(
        ImmutableArray<Session> sessions, SessionEndReason reason, Platform? by, ulong byAttempt = 0)
        => [.. sessions
            .Where(session => session.Status == PresenceStatus.Online)
            .Select(session => new PresenceEffect.CloseSession(session, reason, by, byAttempt))];
}
