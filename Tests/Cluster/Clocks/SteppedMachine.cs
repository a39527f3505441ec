using Microsoft.Extensions.Time.Testing;

namespace PresenceCluster.Tests.Cluster.Clocks;

/// <summary>A machine on which time passes when the test says so, and whose wall clock the test sets while the monotonic one goes on.</summary>
internal sealed class SteppedMachine() : FakeTimeProvider(Begin)
{
    public static readonly DateTimeOffset Begin = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public TimeSpan WallStep { get; set; }

    /// <summary>The right time: that of a wall clock that nobody sets.</summary>
    public DateTimeOffset True => base.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + WallStep;

    public override long GetTimestamp() => True.UtcTicks;
}
