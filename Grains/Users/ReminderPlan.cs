using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// When a user's one reminder should tick. An upsert with every login would cost more than the login itself, so it is moved as rarely as
/// durability allows. It moves to an earlier time at once, and to a later time, or away, only when it ticks.
/// </summary>
/// <param name="DueAt">When it should tick first.</param>
/// <param name="Period">How often afterwards.</param>
internal readonly record struct ReminderPlan(DateTimeOffset DueAt, TimeSpan Period)
{
    /// <summary>The plan for a state: the watchdog while Online, else the next deadline, else none.</summary>
    public static ReminderPlan? For(UserPresence state, PresenceRules rules, UserGrainOptions options, DateTimeOffset now)
    {
        if (state.Status == PresenceStatus.Online)
            return new ReminderPlan(now + options.WatchdogPeriod, options.WatchdogPeriod);
        return PresenceMachine.NextDeadline(state, rules) is { } deadline ? new ReminderPlan(deadline, options.DecayRetryPeriod) : null;
    }

    /// <summary>Whether a reminder that is known to tick by <paramref name="known"/> must be moved for this plan before its next tick.</summary>
    public bool IsUrgent(DateTimeOffset? known) => known is null || DueAt < known;
}
