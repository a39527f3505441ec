using PresenceCluster.Storage.Clocks;
using Xunit;

namespace PresenceCluster.Tests.Cluster.Clocks;

/// <summary>UTC of a process: it starts with the reference's time, follows the monotonic clock, and bends without ever going back.</summary>
public sealed class ProcessClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly SteppedMachine _machine = new();
    private readonly ScriptedReference _database;

    public ProcessClockTests() => _database = new ScriptedReference(_machine);

    [Fact]
    public void Start_is_the_reference_s_time_whatever_the_machine_s_clock_says()
    {
        _database.Ahead = TimeSpan.FromSeconds(7);
        _machine.WallStep = TimeSpan.FromMinutes(-10);

        var clock = new ProcessClock(_machine, _database.Read());

        Assert.Equal(SteppedMachine.Begin + TimeSpan.FromSeconds(7), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(-607), clock.MachineAhead);
    }

    [Theory]
    [InlineData(-600)]
    [InlineData(600)]
    public void Machine_s_clock_that_is_set_changes_nothing(int seconds)
    {
        var clock = new ProcessClock(_machine, _database.Read());
        _machine.Advance(Second);
        _machine.WallStep = TimeSpan.FromSeconds(seconds);
        _machine.Advance(Second);

        Assert.Equal(SteppedMachine.Begin + (2 * Second), clock.GetUtcNow());
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    public void Is_not_exact_while_more_than_a_tenth_of_a_second_is_to_be_corrected(double seconds)
    {
        var clock = new ProcessClock(_machine, _database.Read());
        Assert.True(clock.IsExact);
        _database.Ahead = TimeSpan.FromSeconds(seconds);

        var within = clock.Follow(_database.Read());

        Assert.False(clock.IsExact);
        _machine.Advance(within - Second);
        Assert.False(clock.IsExact);
        _machine.Advance(Second);
        Assert.True(clock.IsExact);
        _database.Ahead += TimeSpan.FromMilliseconds(50);
        clock.Follow(_database.Read());
        Assert.True(clock.IsExact);
    }

    [Theory]
    [InlineData(600)]
    [InlineData(-600)]
    [InlineData(20)]
    [InlineData(-20)]
    [InlineData(0.003)]
    public void Difference_is_used_up_by_pace_and_never_by_a_step(double seconds)
    {
        var clock = new ProcessClock(_machine, _database.Read());
        _database.Ahead = TimeSpan.FromSeconds(seconds);

        var within = clock.Follow(_database.Read());

        var before = clock.GetUtcNow();
        for (var passed = TimeSpan.Zero; passed < within + Second; passed += Second)
        {
            _machine.Advance(Second);
            var now = clock.GetUtcNow();
            Assert.InRange(now - before, Second / 2, 1.5 * Second);
            before = now;
        }

        Assert.True(clock.AheadSince(_database.Read()).Duration() < Millisecond, "Both agree.");
        _machine.Advance(TimeSpan.FromDays(30));
        Assert.True(clock.AheadSince(_database.Read()).Duration() < Millisecond, "Both agree.");
    }

    [Fact]
    public void Difference_of_seconds_is_gone_in_a_minute_and_one_of_minutes_at_half_pace()
    {
        var clock = new ProcessClock(_machine, _database.Read());
        _database.Ahead = TimeSpan.FromSeconds(-20);
        Assert.InRange(clock.Follow(_database.Read()), TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(65));

        _machine.Advance(TimeSpan.FromSeconds(2));
        _database.Ahead = TimeSpan.FromMinutes(-10);
        Assert.InRange(clock.Follow(_database.Read()), TimeSpan.FromMinutes(18), TimeSpan.FromMinutes(21));
    }

    [Theory]
    [InlineData(20, 62)]
    [InlineData(-14.5, 62)]
    [InlineData(40, 82)]
    public void Comparisons_during_a_correction_do_not_lengthen_it(double seconds, int withinSeconds)
    {
        var clock = new ProcessClock(_machine, _database.Read());
        _database.Ahead = TimeSpan.FromSeconds(seconds);

        for (var second = 0; second < withinSeconds; second++)
        {
            if (second % 30 == 0)
                clock.Follow(_database.Read());
            _machine.Advance(Second);
        }

        Assert.True(clock.IsExact);
        Assert.InRange(clock.AheadAt(_database.Read()), -Millisecond, Millisecond);
    }

    [Fact]
    public void New_course_before_the_last_one_began_is_not_taken()
    {
        var clock = new ProcessClock(_machine, _database.Read());
        _database.Ahead = TimeSpan.FromMinutes(10);
        clock.Follow(_database.Read());
        _database.Ahead = TimeSpan.FromMinutes(-10);
        clock.Follow(_database.Read());

        _machine.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(SteppedMachine.Begin + TimeSpan.FromSeconds(16), clock.GetUtcNow());
    }

    [Fact]
    public async Task Threads_that_read_while_the_pace_changes_never_see_it_go_back()
    {
        var machine = TimeProvider.System;
        var clock = new ProcessClock(machine, Reading(TimeSpan.Zero));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), machine);
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => StepsBack(clock, patience.Token))).ToList();
        var isAhead = false;
        while (!patience.IsCancellationRequested)
            clock.Follow(Reading(TimeSpan.FromHours((isAhead = !isAhead) ? 1 : -1)));

        Assert.All(await Task.WhenAll(readers), steps => Assert.Equal(0, steps));

        ClockReading Reading(TimeSpan ahead) => new(machine.GetTimestamp(), machine.GetUtcNow() + ahead, machine.GetUtcNow(), TimeSpan.Zero);
    }

    private static long _latestTicks;

    // The latest instant that any thread has seen, before this one reads.
    private static long StepsBack(ProcessClock clock, CancellationToken end)
    {
        long steps = 0;
        while (!end.IsCancellationRequested)
        {
            var seen = Interlocked.Read(ref _latestTicks);
            var now = clock.GetUtcNow().UtcTicks;
            if (now < seen)
                steps++;
            InterlockedMax(now);
        }

        return steps;
    }

    private static void InterlockedMax(long value)
    {
        var seen = Interlocked.Read(ref _latestTicks);
        while (value > seen)
        {
            var found = Interlocked.CompareExchange(ref _latestTicks, value, seen);
            if (found == seen)
                return;
            seen = found;
        }
    }
}
