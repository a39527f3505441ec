namespace PresenceCluster.Storage.Clocks;

/// <summary>
/// Computes UTC from the monotonic clock. From an instant on it runs faster or slower by a share, for as long as a correction takes.
/// Afterwards it runs at the monotonic clock's own pace.
/// </summary>
internal sealed record ClockCourse
{
    /// <summary>Where it begins, as the monotonic clock counts.</summary>
    public required long StartTimestamp { get; init; }

    /// <summary>UTC at the beginning, in ticks.</summary>
    public required long StartTicks { get; init; }

    /// <summary>How many ticks of <see cref="TimeSpan"/> one step of the monotonic clock is.</summary>
    public required double TicksPerTimestamp { get; init; }

    /// <summary>The share by which it runs faster; negative when slower. Greater than -1, so that UTC never goes back.</summary>
    public double Slew { get; init; }

    /// <summary>For how many ticks after the beginning it does.</summary>
    public long SlewTicks { get; init; }

    /// <summary>How much of the correction is left at an instant of the monotonic clock.</summary>
    public TimeSpan LeftAt(long timestamp)
    {
        var elapsed = (long)((timestamp - StartTimestamp) * TicksPerTimestamp);
        return TimeSpan.FromTicks((long)((SlewTicks - Math.Clamp(elapsed, 0, SlewTicks)) * Math.Abs(Slew)));
    }

    /// <summary>UTC at an instant of the monotonic clock, in ticks.</summary>
    public long TicksAt(long timestamp)
    {
        var elapsed = (long)((timestamp - StartTimestamp) * TicksPerTimestamp);
        return StartTicks + elapsed + (long)(Math.Clamp(elapsed, 0, SlewTicks) * Slew);
    }
}
