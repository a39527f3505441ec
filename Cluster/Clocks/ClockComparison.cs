using PresenceCluster.Storage.Clocks;

namespace PresenceCluster.Cluster.Clocks;

/// <summary>Compares three clocks by a reading of the reference: this process's, the reference and the machine's wall clock.</summary>
/// <param name="Ahead">How far the process's clock is ahead of the reference; negative when behind.</param>
/// <param name="MachineAhead">How far the machine's wall clock is ahead of the process's.</param>
/// <param name="IsCertain">Whether the reading is exact enough to tell the difference from nothing.</param>
/// <param name="ReferenceStep">By how much the reference was set since the last reading, as the monotonic clock shows.</param>
/// <param name="MachineStep">By how much the machine's wall clock was set since then.</param>
internal readonly record struct ClockComparison(
    TimeSpan Ahead, TimeSpan MachineAhead, bool IsCertain, TimeSpan ReferenceStep, TimeSpan MachineStep)
{
    /// <summary>Compares a reading with the process's clock, and with the reading before it.</summary>
    public static ClockComparison Of(ClockReading reading, ClockReading? before, ProcessClock clock)
    {
        var ahead = clock.AheadAt(reading);
        var machineAhead = reading.Machine - reading.Reference - ahead;
        var isCertain = ahead.Duration() > reading.Uncertainty;
        if (before is not { } last)
            return new ClockComparison(ahead, machineAhead, isCertain, TimeSpan.Zero, TimeSpan.Zero);
        var elapsed = clock.GetElapsedTime(last.Timestamp, reading.Timestamp);
        var step = reading.Reference - last.Reference - elapsed;
        var isStepCertain = step.Duration() > last.Uncertainty + reading.Uncertainty;
        return new ClockComparison(
            ahead, machineAhead, isCertain, isStepCertain ? step : TimeSpan.Zero, reading.Machine - last.Machine - elapsed);
    }
}
