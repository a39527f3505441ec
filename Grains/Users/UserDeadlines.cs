namespace PresenceCluster.Grains.Users;

/// <summary>
/// The timer of a user grain's next deadline. It is exact and keeps the activation. A deadline that is further away is left to the reminder
/// (<see cref="UserReminder"/>), so that absent users cost no memory.
/// </summary>
/// <param name="grain">The grain; the timer runs as its own turn.</param>
/// <param name="time">The clock.</param>
/// <param name="horizon">A deadline further away gets no timer.</param>
/// <param name="onDue">The action.</param>
internal sealed class UserDeadlines(IGrainBase grain, TimeProvider time, TimeSpan horizon, Func<Task> onDue)
{
    private IGrainTimer? _timer;

    /// <summary>Whether a deadline is armed.</summary>
    public bool IsArmed => _timer is not null;

    /// <summary>Arms a deadline and replaces the one armed before; null arms none.</summary>
    public void Arm(DateTimeOffset? deadline)
    {
        _timer?.Dispose();
        _timer = null;
        if (deadline - time.GetUtcNow() is not { } wait || wait > horizon)
            return;
        var dueTime = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        _timer = grain.RegisterGrainTimer(_ => onDue(), new GrainTimerCreationOptions(dueTime, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }
}
