namespace PresenceCluster.Storage.Clocks;

/// <summary>
/// The one clock of this process, for its own code and for Orleans. UTC is the reference's time at start plus the time that has passed
/// since on the monotonic clock, so a change of the wall clock has no effect here. Timers and timestamps are the machine's.
/// <para>
/// When the reference turns out to differ, UTC runs faster or slower until both agree; it never jumps and never goes back. A new course
/// begins a moment after it was decided. A reader takes the timestamp first and the course after it. All threads therefore agree, without a
/// lock, on the course of an instant.
/// </para>
/// </summary>
public sealed class ProcessClock : TimeProvider
{
    // Longer than the deciding thread can be delayed before it publishes its decision.
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A difference should be corrected within this time. A process that starts meanwhile has the reference's time at once, so a slow
    /// correction would keep the processes apart for longer. A quick one stretches timers, hence the bounds.
    /// </summary>
    private static readonly TimeSpan CorrectWithin = TimeSpan.FromMinutes(1);

    private const double SlewMin = 0.01;

    // Half as fast again, or half as fast. Orleans' time-outs that are measured in UTC take at most twice as long.
    private const double SlewMax = 0.5;

    // More than clocks drift apart between two readings of the reference, and less than the order of two acts tolerates.
    private static readonly TimeSpan ExactTo = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _machine;
    private readonly double _ticksPerTimestamp;
    private Courses _courses;

    internal ProcessClock(TimeProvider machine, ClockReading start)
    {
        _machine = machine;
        _ticksPerTimestamp = TimeSpan.TicksPerSecond / (double)machine.TimestampFrequency;
        var first = new ClockCourse
        {
            StartTimestamp = start.Timestamp,
            StartTicks = start.Reference.UtcTicks,
            TicksPerTimestamp = _ticksPerTimestamp,
        };
        _courses = new Courses(first, first);
    }

    /// <summary>
    /// Whether it agrees with the reference, as that was last read, to a tenth of a second. Clocks of two processes that are exact agree
    /// with each other. While a larger correction goes on they may not: each process notices a step of the reference at another moment,
    /// and a process that starts meanwhile has the new time at once.
    /// </summary>
    public bool IsExact => Volatile.Read(ref _courses).Next.LeftAt(_machine.GetTimestamp()) <= ExactTo;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _machine.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => _machine.TimestampFrequency;

    /// <summary>How far the machine's wall clock is ahead of this one; negative when behind.</summary>
    public TimeSpan MachineAhead => _machine.GetUtcNow() - GetUtcNow();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        while (true)
        {
            var now = _machine.GetTimestamp();
            var courses = Volatile.Read(ref _courses);
            // A thread may sleep between these two lines until the course of its timestamp is gone; then it reads both again.
            if (now >= courses.Current.StartTimestamp)
                return new DateTimeOffset(courses.CourseAt(now).TicksAt(now), TimeSpan.Zero);
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => _machine.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => _machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>How far this clock was ahead of the reference when that was read; negative when behind.</summary>
    public TimeSpan AheadAt(ClockReading reading) => TimeSpan.FromTicks(TicksAt(reading.Timestamp) - reading.Reference.UtcTicks);

    /// <summary>How far this clock is ahead now of a reference that was read before and has gone on evenly since.</summary>
    public TimeSpan AheadSince(ClockReading reading)
        => GetUtcNow() - (reading.Reference + _machine.GetElapsedTime(reading.Timestamp));

    /// <summary>
    /// Begins a course on which this clock comes to agree with the reference. One caller at a time; ignored while the last course is yet to
    /// begin.
    /// </summary>
    /// <returns>How long the correction takes.</returns>
    public TimeSpan Follow(ClockReading reading)
    {
        var now = _machine.GetTimestamp();
        var current = _courses.Next;
        if (now < current.StartTimestamp)
            return Notice;
        var start = now + (long)(Notice.TotalSeconds * TimestampFrequency);
        var startTicks = TicksAt(start);
        var due = reading.Reference.UtcTicks + (long)((start - reading.Timestamp) * _ticksPerTimestamp);
        var missing = due - startTicks;
        // A correction that is under way keeps its pace. If each comparison chose the pace anew, the last seconds would take minutes.
        var paceMin = current.LeftAt(start) > TimeSpan.Zero ? Math.Abs(current.Slew) : SlewMin;
        var slew = Math.Clamp(Math.Abs(missing) / (double)CorrectWithin.Ticks, paceMin, SlewMax);
        var next = new ClockCourse
        {
            StartTimestamp = start,
            StartTicks = startTicks,
            TicksPerTimestamp = _ticksPerTimestamp,
            Slew = Math.Sign(missing) * slew,
            SlewTicks = (long)(Math.Abs(missing) / slew),
        };
        Volatile.Write(ref _courses, new Courses(_courses.CourseAt(start), next));
        return Notice + TimeSpan.FromTicks(next.SlewTicks);
    }

    private long TicksAt(long timestamp) => Volatile.Read(ref _courses).CourseAt(timestamp).TicksAt(timestamp);

    private sealed record Courses(ClockCourse Current, ClockCourse Next)
    {
        public ClockCourse CourseAt(long timestamp) => timestamp < Next.StartTimestamp ? Current : Next;
    }
}
