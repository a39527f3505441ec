using System.Collections.Immutable;
using CsCheck;
using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Domain;

/// <summary>Random lives of a user: after every event the machine's state equals the naive reference's, and the promises hold.</summary>
public sealed class PresenceMachinePropertyTests
{
    private const int SequencesCount = 4_000;

    [Fact]
    public void Random_life_agrees_with_the_reference_and_keeps_every_promise()
        => Happening.Sequences.Sample(Live, iter: SequencesCount, threads: 1);

    private static void Live(Happening[] steps)
    {
        var life = new RandomLife();
        var reference = new ReferenceUser();
        var state = UserPresence.Unknown;
        var isPolicyMet = true;
        foreach (var step in steps)
        {
            if (life.Next(step, state) is not { } happened)
            {
                isPolicyMet = false;
                continue;
            }

            var before = state;
            var transition = PresenceMachine.Apply(before, happened, life.Rules, life.Now);
            state = transition.State;
            reference.Happen(happened, life.Rules, life.Now);

            Assert.Equal(reference.Lines, ReferenceUser.LinesOf(state));
            Assert.Equal(reference.Closed.Order(), Closed(transition).Order());
            CheckVersions(before, transition);
            CheckQuiet(before, happened, transition, life);
            CheckStatus(state);
            CheckDeadline(before, transition, life);
            Assert.DoesNotContain(state.Sessions, session => session.Status == PresenceStatus.Online && life.Dead.Contains(session.Connection));
            Assert.InRange(state.PushedOut.Length, 0, PresenceMachine.PushedOutMax);
            isPolicyMet |= happened is PresenceEvent.PolicyEnforced || state.Sessions.IsEmpty;
            if (transition.Outcome is PresenceOutcome.Admitted admitted && IsLogin(transition) && (isPolicyMet || !IsReturn(before, happened, admitted)))
                CheckPolicy(state.Sessions, [admitted.Session], life.Rules);
            if (isPolicyMet)
                CheckPolicy(state.Sessions, state.Sessions, life.Rules);

            var again = PresenceMachine.Apply(state, happened, life.Rules, life.Now);
            Assert.Same(state, again.State);
            Assert.Empty(again.Effects);
        }
    }

    /// <summary>The version grows by one with each published event, and the events carry it without a gap.</summary>
    private static void CheckVersions(UserPresence before, Transition transition)
    {
        var published = transition.Effects.OfType<PresenceEffect.PublishEvent>().Select(effect => effect.Event).ToList();
        if (transition.Effects.Any(effect => effect is PresenceEffect.Forget))
        {
            Assert.Equal(0, transition.State.Version);
            Assert.Empty(published);
            return;
        }

        Assert.Equal(Enumerable.Range(1, published.Count).Select(step => before.Version + step), published.Select(one => one.Version));
        Assert.Equal(before.Version + published.Count, transition.State.Version);
        Assert.Equal(ReferenceEquals(before, transition.State) ? 0 : 1, Math.Min(published.Count, 1));
        if (published.Count > 0)
        {
            Assert.Equal(before.Status, published[0].Before);
            Assert.Equal(transition.State.Status, published[^1].After);
            Assert.Equal(transition.State.CustomStatus, published[^1].CustomStatus);
        }
    }

    /// <summary>An event that changed nothing has no effect, and neither has an event of a connection that owns no session.</summary>
    private static void CheckQuiet(UserPresence before, PresenceEvent happened, Transition transition, RandomLife life)
    {
        Assert.Equal(ReferenceEquals(before, transition.State), transition.Effects.IsEmpty);

        var due = PresenceMachine.Apply(before with { DeletedAt = null }, new PresenceEvent.DeadlineReached(), life.Rules, life.Now);
        if (transition.Outcome is not (PresenceOutcome.Applied or PresenceOutcome.Admitted))
            Assert.Equal(due.Effects.Length, transition.Effects.Length);

        var owner = happened switch
        {
            PresenceEvent.ConnectionEnded ended => ended.Connection,
            PresenceEvent.CustomStatusSet set => set.Connection,
            _ => (ConnectionRef?)null,
        };
        if (owner is { } connection && !before.Sessions.Any(session => session.Status == PresenceStatus.Online && session.Connection == connection))
        {
            Assert.IsType<PresenceOutcome.Unchanged>(transition.Outcome);
            Assert.Equal(due.Effects.Length, transition.Effects.Length);
        }
    }

    private static void CheckStatus(UserPresence state)
    {
        var statuses = state.Sessions.Select(session => session.Status.ToString()).ToList();
        var expected = statuses.Contains("Online") ? "Online" : statuses.Contains("PushOnline") ? "PushOnline" : "Offline";
        Assert.Equal(expected, state.Status.ToString());
        Assert.DoesNotContain("Offline", statuses);
        Assert.True(expected == "Online" || state.CustomStatus.Length == 0, "A custom status outlived Online.");
    }

    /// <summary>The armed deadline is always the next one. Without a new one the deadline has not moved.</summary>
    private static void CheckDeadline(UserPresence before, Transition transition, RandomLife life)
    {
        var expected = PresenceMachine.NextDeadline(transition.State, life.Rules);
        if (transition.Effects.OfType<PresenceEffect.ArmDeadline>().LastOrDefault() is { } armed)
            Assert.Equal(expected, armed.At);
        else
            Assert.Equal(PresenceMachine.NextDeadline(before, life.Rules), expected);

        var ends = transition.State.Sessions.Where(session => session.Status == PresenceStatus.PushOnline).Select(session => session.Since)
            .Append(transition.State.DeletedAt ?? DateTimeOffset.MaxValue - TimeSpan.FromDays(8));
        var soonest = ends.Min();
        Assert.Equal(soonest.Year == 9999 ? null : soonest + TimeSpan.FromDays(7), expected);
    }

    /// <summary>None of these sessions is excluded by another one, and no platform is over its cap.</summary>
    private static void CheckPolicy(ImmutableArray<Session> sessions, ImmutableArray<Session> meant, PresenceRules rules)
    {
        foreach (var one in meant)
        {
            Assert.DoesNotContain(sessions, other => ReferencePolicy.Exclude(rules.LoginPolicy.Kind, one.Platform.Name, other.Platform.Name));
            var sameKind = sessions.Count(other => ReferencePolicy.Kind(other.Platform.Name) == ReferencePolicy.Kind(one.Platform.Name));
            Assert.InRange(sameKind, 1, rules.LoginPolicy.Caps.For(one.Platform));
        }
    }

    /// <summary>Whether a login took place; a repeated one is only answered, and may come with a decay that fell due.</summary>
    private static bool IsLogin(Transition transition)
        => transition.Effects.OfType<PresenceEffect.PublishEvent>().Any(effect => effect.Event.Action == StatusAction.Login);

    /// <summary>
    /// Whether a device came back by itself to a session that still exists. It pushes out no session that logged in later, so both stay
    /// under a changed policy.
    /// </summary>
    private static bool IsReturn(UserPresence before, PresenceEvent happened, PresenceOutcome.Admitted admitted)
        => happened is PresenceEvent.LoginAttempted { ResumedSession: not null } && before.Sessions.Any(session => session.Id == admitted.Session.Id);

    private static IEnumerable<string> Closed(Transition transition)
        => transition.Effects.OfType<PresenceEffect.CloseSession>().Select(close => $"{close.Session.Connection} {close.Reason} by {close.By}");
}
