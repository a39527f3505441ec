using CsCheck;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Gateway.Connections;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

public sealed class DeadlineWheelTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    [Fact]
    public void Deadline_fires_never_early_and_at_most_one_tick_late()
        => Gen.Select(Gen.Int[0, 2_000_000], Gen.Int[1, 3_000], Gen.Int[0, 5])
            .Array[1, 30]
            .Sample(
                deadlines =>
                {
                    var clock = new FakeTimeProvider();
                    using var wheel = new DeadlineWheel(clock, Tick, fault => throw fault);
                    var entries = deadlines.Select(each => new Entry(wheel, each.Item1, each.Item2, each.Item3)).ToArray();
                    foreach (var entry in entries)
                        entry.Start();
                    while (entries.Any(entry => entry.FiredAt is null))
                        clock.Advance(TimeSpan.FromMilliseconds(125));
                    Assert.All(entries, entry => Assert.InRange(entry.FiredAt!.Value - entry.LastDueAt, 0, wheel.Span(Tick)));
                },
                iter: 20,
                seed: "0000KOIPe1S4",
                threads: 1);

    [Fact]
    public void Deadline_beyond_the_wheel_is_kept()
    {
        var clock = new FakeTimeProvider();
        using var wheel = new DeadlineWheel(clock, Tick, fault => throw fault);
        var entry = new Entry(wheel, (int)TimeSpan.FromHours(2).TotalMilliseconds, 1, 0);
        entry.Start();

        Pass(clock, TimeSpan.FromHours(2) - Tick);
        Assert.Null(entry.FiredAt);
        Pass(clock, 2 * Tick);
        Assert.NotNull(entry.FiredAt);
    }

    [Fact]
    public void Standstill_of_the_process_leaves_time_to_process_what_arrived_meanwhile()
    {
        var clock = new StoppableClock();
        using var wheel = new DeadlineWheel(clock, Tick, fault => throw fault);
        var silent = new Entry(wheel, 1000, 1, 0);
        var heard = new Heard { HeardUntil = wheel.Span(TimeSpan.FromSeconds(1)) };
        silent.Start();
        wheel.Schedule(heard, heard.DueAt);

        // Once for all missed ticks, and once more at once, as the framework's timer does.
        clock.Pass(TimeSpan.FromSeconds(3));
        clock.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Null(silent.FiredAt);
        heard.HeardUntil = wheel.Span(TimeSpan.FromMinutes(1));
        for (var tick = 0; tick < 4; tick++)
            clock.Pass(Tick);

        Assert.NotNull(silent.FiredAt);
        Assert.False(heard.HasFired);
    }

    [Fact]
    public void Process_that_is_always_late_keeps_its_deadlines()
    {
        var clock = new StoppableClock();
        using var wheel = new DeadlineWheel(clock, Tick, fault => throw fault);
        var entry = new Entry(wheel, 1000, 1, 0);
        entry.Start();

        clock.Pass(TimeSpan.FromSeconds(2));
        clock.Pass(TimeSpan.FromSeconds(2));

        Assert.NotNull(entry.FiredAt);
    }

    [Fact]
    public void Removed_entry_never_fires_and_cannot_return()
    {
        var clock = new FakeTimeProvider();
        using var wheel = new DeadlineWheel(clock, Tick, fault => throw fault);
        var entry = new Entry(wheel, 1000, 1, 0);
        entry.Start();

        wheel.Remove(entry);
        entry.Start();
        Pass(clock, TimeSpan.FromMinutes(1));

        Assert.Null(entry.FiredAt);
    }

    [Fact]
    public void Entry_that_was_scheduled_again_meanwhile_is_not_moved_by_its_return()
    {
        var clock = new FakeTimeProvider();
        using var wheel = new DeadlineWheel(clock, Tick, fault => throw fault);
        var entry = new Entry(wheel, 1000, 1, 0);
        entry.Start();

        wheel.Return(entry, wheel.Span(TimeSpan.FromHours(1)));
        Pass(clock, TimeSpan.FromSeconds(2));

        Assert.NotNull(entry.FiredAt);
    }

    [Fact]
    public void Entry_that_returns_when_it_is_due_is_looked_at_again_at_its_new_deadline()
    {
        var clock = new FakeTimeProvider();
        using var wheel = new DeadlineWheel(clock, Tick, fault => throw fault);
        var pinged = new Returning(wheel, TimeSpan.FromSeconds(20));
        wheel.Schedule(pinged, pinged.DueAt);

        Pass(clock, TimeSpan.FromSeconds(65));

        Assert.Equal(3, pinged.Fired);
    }

    [Fact]
    public void Entry_that_throws_does_not_stop_the_others()
    {
        var clock = new FakeTimeProvider();
        List<Exception> faults = [];
        using var wheel = new DeadlineWheel(clock, Tick, faults.Add);
        var broken = new Broken();
        var entry = new Entry(wheel, 0, 1, 0);
        wheel.Schedule(broken, 0);
        entry.Start();
        var later = new Entry(wheel, 5000, 1, 0);
        later.Start();

        Pass(clock, TimeSpan.FromSeconds(6));

        Assert.Single(faults);
        Assert.NotNull(entry.FiredAt);
        Assert.NotNull(later.FiredAt);
    }

    // Tick by tick: a leap would be a standstill of the process.
    private static void Pass(FakeTimeProvider clock, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Tick)
            clock.Advance(Tick);
    }

    /// <summary>Moves its own deadline away some times without telling the wheel, as heartbeats do.</summary>
    private sealed class Entry(DeadlineWheel wheel, int milliseconds, int moveMilliseconds, int moves) : WheelEntry
    {
        private readonly long _firstDueAt = wheel.Now + wheel.Span(TimeSpan.FromMilliseconds(milliseconds));
        private int _asked;

        public long? FiredAt { get; private set; }

        public long LastDueAt { get; private set; }

        internal override long DueAt
            => LastDueAt = _firstDueAt + (Math.Min(_asked++, moves) * wheel.Span(TimeSpan.FromMilliseconds(moveMilliseconds)));

        public void Start() => wheel.Schedule(this, _firstDueAt);

        internal override void OnDue() => FiredAt = wheel.Now;
    }

    /// <summary>Fires its one timer once per step, however long the step is.</summary>
    private sealed class StoppableClock : TimeProvider
    {
        private long _ticks;
        private Action? _fire;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fire = () => callback(state);
            return new FakeTimeProvider().CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Pass(TimeSpan time)
        {
            _ticks += time.Ticks;
            _fire!();
        }
    }

    /// <summary>Its deadline moves without the wheel's knowledge.</summary>
    private sealed class Heard : WheelEntry
    {
        public long HeardUntil { get; set; }

        public bool HasFired { get; private set; }

        internal override long DueAt => HeardUntil;

        internal override void OnDue() => HasFired = true;
    }

    /// <summary>Is due again and again, each time a period after it was.</summary>
    private sealed class Returning(DeadlineWheel wheel, TimeSpan period) : WheelEntry
    {
        private long _dueAt = wheel.Now + wheel.Span(period);

        public int Fired { get; private set; }

        internal override long DueAt => _dueAt;

        internal override void OnDue()
        {
            Fired++;
            _dueAt = wheel.Now + wheel.Span(period);
            wheel.Return(this, _dueAt);
        }
    }

    private sealed class Broken : WheelEntry
    {
        internal override long DueAt => 0;

        internal override void OnDue() => throw new InvalidOperationException("Broken.");
    }
}
