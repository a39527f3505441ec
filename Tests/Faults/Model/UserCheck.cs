namespace PresenceCluster.Tests.Faults.Model;

/// <summary>Goes through one user's history, and reports the first part of it that cannot be explained.</summary>
internal static class UserCheck
{
    // If the acts can be explained without one of these promises, that promise was broken.
    private static readonly Rule[] Promises = [Rule.ResumeTookPlace, Rule.LaterLoginLost, Rule.LossNoticedLate];

    /// <summary>Checks the acts of one round.</summary>
    /// <param name="user">The user.</param>
    /// <param name="from">The states that the user may be in before.</param>
    /// <param name="acts">The acts, in any order.</param>
    public static UserVerdict Run(string user, IReadOnlyCollection<World> from, IReadOnlyCollection<Act> acts)
    {
        var verdict = Walk(user, from, acts);
        if (verdict.Violation is not { } violation)
            return verdict;
        foreach (var promise in Promises)
        {
            var without = Walk(user, from, [.. acts.Select(act => act.Without(promise))]);
            if (!without.IsUndecided && (without.Violation is null || without.Violation.At > violation.At))
                return verdict with { Violation = violation with { Rule = promise } };
        }

        return verdict;
    }

    private static UserVerdict Walk(string user, IReadOnlyCollection<World> from, IReadOnlyCollection<Act> acts)
    {
        var worlds = new PossibleWorlds(from);
        foreach (var (at, _, act) in Moments(acts))
        {
            if (at != act.EndedAt && at == act.StartedAt)
            {
                worlds.Begin(act);
                continue;
            }

            if (act.StartedAt == act.EndedAt)
                worlds.Begin(act);
            var before = worlds.Worlds;
            if (!worlds.TryComplete(act))
                return new UserVerdict(before, new Violation(RuleOf(act, before), user, at, Explain(act, before)), false);
            // Acts that were pending at quiescence have happened by then, or never will.
            if (act is SettledAct)
                break;
            // A connection that is surely over can no longer log in.
            if (act is EndAct end)
                worlds.Drop(pending => pending is LoginAct login && login.Connection == end.Connection);
        }

        return new UserVerdict(worlds.Worlds, null, worlds.IsTooMany);
    }

    private static IEnumerable<(TimeSpan At, bool IsEnd, Act Act)> Moments(IReadOnlyCollection<Act> acts)
        => acts.Where(act => act.StartedAt != act.EndedAt).Select(act => (At: act.StartedAt, IsEnd: false, Act: act))
            .Concat(acts.Where(act => act.EndedAt != Act.Never).Select(act => (At: act.EndedAt, IsEnd: true, Act: act)))
            .OrderBy(moment => moment.At)
            .ThenBy(moment => moment.IsEnd);

    private static Rule RuleOf(Act act, IReadOnlyCollection<World> before) => act is SettledAct settled ? settled.Judge(before) : act.Rule;

    private static string Explain(Act act, IReadOnlyCollection<World> before)
        => $"{act}; but of the user this may have been true before: {string.Join(" | ", before.Take(6))}"
            + (before.Count > 6 ? $" and {before.Count - 6} more" : "");
}

/// <summary>The result of one user's round.</summary>
/// <param name="Worlds">The states that the user may be in now.</param>
/// <param name="Violation">The part that could not be explained; null when there is none.</param>
/// <param name="IsUndecided">Whether there were too many possibilities to follow.</param>
internal sealed record UserVerdict(IReadOnlyCollection<World> Worlds, Violation? Violation, bool IsUndecided);
