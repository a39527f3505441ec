using System.Data.Common;
using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Wakes a user grain when something falls due: by a timer while it is active, and by its one reminder when it may not be.
/// </summary>
/// <param name="grain">The grain; timers and reminders run as its own turns.</param>
/// <param name="user">The user, for the log.</param>
/// <param name="time">The clock.</param>
/// <param name="options">The cadences.</param>
/// <param name="onDue">The action of a deadline's timer.</param>
/// <param name="log">The grain's log.</param>
internal sealed partial class UserDeadlines(
    IGrainBase grain, UserKey user, TimeProvider time, UserGrainOptions options, Func<Task> onDue, ILogger log)
{
    private const string ReminderName = "presence";

    private IGrainTimer? _timer;
    private IGrainTimer? _reminderTimer;
    private DateTimeOffset? _reminderDueAt;
    private Task _moving = Task.CompletedTask;

    /// <summary>
    /// Arms a deadline and replaces the one armed before. A deadline within a watchdog period gets a timer, which is exact and keeps the
    /// activation. A later one is left to the reminder, so that absent users cost no memory.
    /// </summary>
    public void Arm(DateTimeOffset? deadline)
    {
        _timer?.Dispose();
        _timer = null;
        if (deadline - time.GetUtcNow() is not { } wait || wait > options.WatchdogPeriod)
            return;
        var creation = new GrainTimerCreationOptions(AtLeastZero(wait), Timeout.InfiniteTimeSpan) { KeepAlive = true };
        _timer = grain.RegisterGrainTimer(_ => onDue(), creation);
    }

    /// <summary>
    /// Has the reminder moved, after the caller got its answer, if the state needs it earlier than it is known to tick. Nothing without the
    /// app's rules.
    /// </summary>
    public void PlanReminder(UserPresence state, PresenceRules? rules)
    {
        if (rules is null || ReminderPlan.For(state, rules, options, time.GetUtcNow()) is not { } plan || !plan.IsUrgent(_reminderDueAt))
            return;

        _reminderTimer?.Dispose();
        // The timer interleaves with the user's calls: the silo that keeps the reminder may be dead without being known as dead, and the
        // calls must not wait for that.
        var creation = new GrainTimerCreationOptions(TimeSpan.Zero, options.ReminderRetryDelay) { KeepAlive = true, Interleave = true };
        _reminderTimer = grain.RegisterGrainTimer(_ => MoveReminderAsync(state, rules), creation);
    }

    /// <summary>
    /// Moves the reminder to where the state needs it, or removes it, one move after another. A failure is logged and tried again; the
    /// state itself is safe. Nothing without the app's rules.
    /// </summary>
    public Task MoveReminderAsync(UserPresence state, PresenceRules? rules)
        => rules is null ? Task.CompletedTask : _moving = MoveAfterAsync(_moving, state, rules);

    private async Task MoveAfterAsync(Task earlier, UserPresence state, PresenceRules rules)
    {
        var timer = _reminderTimer;
        // The move before has reported its own fault.
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            var now = time.GetUtcNow();
            if (ReminderPlan.For(state, rules, options, now) is { } plan)
            {
                await grain.RegisterOrUpdateReminder(ReminderName, AtLeastZero(plan.DueAt - now), plan.Period);
                _reminderDueAt = plan.DueAt;
            }
            else if (await grain.GetReminder(ReminderName) is { } reminder)
            {
                await grain.UnregisterReminder(reminder);
                _reminderDueAt = null;
            }

            // Not if a new move was planned meanwhile.
            if (ReferenceEquals(timer, _reminderTimer))
            {
                _reminderTimer?.Dispose();
                _reminderTimer = null;
            }
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException or DbException)
        {
            // Only the safety net is missing. The timer, or else the reminder's own next tick, tries again. It does so after any other
            // fault too, which the runtime logs with the tick.
            LogReminderFailed(fault, user);
        }
    }

    private static TimeSpan AtLeastZero(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    [LoggerMessage(2002, LogLevel.Warning, "The reminder of user {User} could not be moved; it will be tried again.")]
    private partial void LogReminderFailed(Exception fault, UserKey user);
}
