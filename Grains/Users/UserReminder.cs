using PresenceCluster.Cluster.Hosting;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// When the durable reminder of a user should tick. The answer is stored with the state, so it is chosen to change rarely: PostgreSQL
/// updates a row in place only if no indexed column changes.
/// </summary>
internal static class UserReminder
{
    /// <summary>
    /// The watchdog while the user is Online, else the next deadline, else null. Each user has instants of its own for the watchdog, a
    /// period apart. The next one that every process has read by then is taken.
    /// </summary>
    /// <param name="state">The state that is stored.</param>
    /// <param name="rules">The rules of the user's app.</param>
    /// <param name="options">The watchdog's period.</param>
    /// <param name="hash">The user's hash. It spreads the users over the period.</param>
    /// <param name="now">The time.</param>
    public static DateTimeOffset? DueAt(UserPresence state, PresenceRules rules, ClusterOptions options, uint hash, DateTimeOffset now)
    {
        if (state.Status != PresenceStatus.Online)
            return PresenceMachine.NextDeadline(state, rules);
        var period = options.WatchdogPeriod.Ticks;
        var offset = (long)((UInt128)period * hash >> 32);
        var earliest = (now + options.ReminderRefreshPeriod).UtcTicks - offset;
        return new DateTimeOffset(((earliest + period - 1) / period * period) + offset, TimeSpan.Zero);
    }
}
