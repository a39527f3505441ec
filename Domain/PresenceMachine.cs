using System.Collections.Immutable;
using System.Diagnostics;

namespace PresenceCluster.Domain;

/// <summary>
/// Decides every change of a user's presence: state, event, rules and time in; new state, effects and outcome out. It has no
/// clock, storage or network; <c>UserGrain</c> is the shell that performs what it decides.
/// </summary>
public static class PresenceMachine
{
    /// <summary>How many pushed-out sessions a user's state remembers.</summary>
    public const int PushedOutMax = 8;

    /// <summary>The longest custom status in bytes of UTF-8 (contract §7).</summary>
    public const int CustomStatusBytesMax = 100;

    /// <summary>
    /// Applies one event. What has decayed before it is done first, as a transition of its own, so a late deadline tick is
    /// never visible to a login. The outcome answers the event alone: with <see cref="PresenceOutcome.Unchanged"/> there are no
    /// effects but those of such a decay. The state is the same object if and only if there are no effects.
    /// </summary>
    public static Transition Apply(UserPresence state, PresenceEvent happened, PresenceRules rules, DateTimeOffset now)
    {
        // Only a deadline forgets: a login that came with it would see its fresh row dropped, and its version fall.
        if (happened is PresenceEvent.DeadlineReached)
            return IsForgettable(state, rules, now) ? Forget() : Decay(state, rules, now);

        var due = Decay(state, rules, now);
        return Decide(due.State, happened, rules, now).After(due.Effects);
    }

    /// <summary>Ends the sessions of dead gateways, each as a transition of its own, then applies an event. The outcome is the event's.</summary>
    public static Transition Apply(
        UserPresence state, ImmutableArray<GatewayId> lostGateways, PresenceEvent happened, PresenceRules rules, DateTimeOffset now)
    {
        ImmutableArray<PresenceEffect> effects = [];
        foreach (var gateway in lostGateways)
        {
            var ended = Apply(state, new PresenceEvent.GatewayLost(gateway), rules, now);
            state = ended.State;
            effects = effects.AddRange(ended.Effects);
        }

        return Apply(state, happened, rules, now).After(effects);
    }

    /// <summary>
    /// When something falls due next: the end of a PushOnline session's retention, or of a deleted account's; null when nothing does.
    /// </summary>
    public static DateTimeOffset? NextDeadline(UserPresence state, PresenceRules rules)
    {
        DateTimeOffset? next = state.DeletedAt + rules.PushOnlineRetention;
        foreach (var session in state.Sessions)
        {
            if (session.DecaysAt(rules) is { } decaysAt && !(next <= decaysAt))
                next = decaysAt;
        }

        return next;
    }

    private static Transition Decide(UserPresence state, PresenceEvent happened, PresenceRules rules, DateTimeOffset now) => happened switch
    {
        PresenceEvent.LoginAttempted login => LoginRule.Apply(state, login, rules, now),
        PresenceEvent.ConnectionEnded ended => EndConnections(state, session => session.Connection == ended.Connection, ended.Reason, rules, now),
        PresenceEvent.GatewayLost lost =>
            EndConnections(state, session => session.Connection.Gateway == lost.Gateway, SessionEndReason.GatewayLost, rules, now),
        PresenceEvent.KickRequested kick => KickRule.Apply(state, kick, rules, now),
        PresenceEvent.PolicyEnforced => EnforcePolicy(state, rules, now),
        PresenceEvent.CustomStatusSet set => SetCustomStatus(state, set, rules, now),
        PresenceEvent.AccountImported imported => AccountRule.Import(state, imported, rules, now),
        PresenceEvent.AccountDeleted deleted => AccountRule.Delete(state, deleted, rules, now),
        _ => throw new UnreachableException($"No arm for {happened}."),
    };

    /// <summary>A connection is gone: its mobile session is PushOnline from now on, any other session is over.</summary>
    private static Transition EndConnections(
        UserPresence state, Func<Session, bool> isMeant, SessionEndReason reason, PresenceRules rules, DateTimeOffset now)
    {
        var ended = state.Sessions.RemoveAll(session => session.Status != PresenceStatus.Online || !isMeant(session));
        if (ended.IsEmpty)
            return Change.None(state);

        // Whatever is no loss of the connection takes the login away, and with it the reach of push.
        var isLoss = reason is SessionEndReason.Closed or SessionEndReason.TimedOut or SessionEndReason.GatewayLost;
        var kept = ImmutableArray.CreateBuilder<Session>(state.Sessions.Length);
        foreach (var session in state.Sessions)
        {
            if (!ended.Contains(session))
                kept.Add(session);
            else if (isLoss && rules.KeepsPushOnline(session.Platform))
                kept.Add(session with { Status = PresenceStatus.PushOnline, Since = now });
        }

        var next = state with { Sessions = kept.DrainToImmutable(), LastSeenAt = now };
        var change = new Change(isLoss ? StatusAction.Disconnect : StatusAction.Logout) { Reason = reason, Sessions = ended };
        return change.Commit(state, next, rules, now, PresenceOutcome.Applied.Instance);
    }

    /// <summary>Lets the sessions log in again one after another, oldest first, under the policy as it is now.</summary>
    private static Transition EnforcePolicy(UserPresence state, PresenceRules rules, DateTimeOffset now)
    {
        ImmutableArray<Session> kept = [];
        foreach (var session in state.Sessions)
            kept = kept.RemoveRange(rules.LoginPolicy.PushedOutBy(kept, session.Platform)).Add(session);

        var pushedOut = state.Sessions.RemoveRange(kept);
        if (pushedOut.IsEmpty)
            return Change.None(state);

        var next = Change.PushOut(state, pushedOut, SessionEndReason.PolicyChanged, by: null, rules, now);
        var change = new Change(StatusAction.Kick)
        {
            Reason = SessionEndReason.PolicyChanged,
            Sessions = pushedOut,
            Closing = Change.CloseAll(pushedOut, SessionEndReason.PolicyChanged, by: null),
        };
        return change.Commit(state, next, rules, now, PresenceOutcome.Applied.Instance);
    }

    private static Transition SetCustomStatus(
        UserPresence state, PresenceEvent.CustomStatusSet set, PresenceRules rules, DateTimeOffset now)
    {
        var owned = state.Sessions.RemoveAll(session => session.Status != PresenceStatus.Online || session.Connection != set.Connection);
        // The gateway repeats what was not answered; the first try may arrive after a newer text.
        if (owned.IsEmpty || state.CustomStatus == set.Text
            || (state.CustomStatusAskedAt is { } newer && ActOrder.IsBefore(set.AskedAt, newer)))
            return Change.None(state);

        var change = new Change(StatusAction.CustomStatusChange) { Sessions = owned };
        var next = state with { CustomStatus = set.Text, CustomStatusAskedAt = set.AskedAt };
        return change.Commit(state, next, rules, now, PresenceOutcome.Applied.Instance);
    }

    private static Transition Decay(UserPresence state, PresenceRules rules, DateTimeOffset now)
    {
        var decayed = state.Sessions.RemoveAll(session => !(session.DecaysAt(rules) <= now));
        if (decayed.IsEmpty)
            return Change.None(state);

        var next = state with { Sessions = state.Sessions.RemoveRange(decayed) };
        var change = new Change(StatusAction.Decay) { Reason = SessionEndReason.Decayed, Sessions = decayed };
        return change.Commit(state, next, rules, now, PresenceOutcome.Applied.Instance);
    }

    private static bool IsForgettable(UserPresence state, PresenceRules rules, DateTimeOffset now)
        => state.DeletedAt + rules.PushOnlineRetention <= now;

    private static Transition Forget() => new(
        UserPresence.Unknown, [new PresenceEffect.ArmDeadline(null), new PresenceEffect.Forget()], PresenceOutcome.Applied.Instance);
}
