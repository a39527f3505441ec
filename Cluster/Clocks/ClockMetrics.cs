using System.Diagnostics.Metrics;

namespace PresenceCluster.Cluster.Clocks;

/// <summary>How far the clocks are apart: the instruments of the meter <see cref="MeterName"/>.</summary>
internal sealed class ClockMetrics(IMeterFactory meters)
{
    public const string MeterName = "PresenceCluster.Cluster";

    private readonly Meter _meter = meters.Create(MeterName);

    /// <summary>Registers the sources of the differences.</summary>
    public void Observe(Func<TimeSpan> ahead, Func<TimeSpan> machineAhead)
    {
        _meter.CreateObservableGauge(
            "presence.clock.offset", () => ahead().TotalSeconds, "s", "How far this process's clock is ahead of the database's.");
        _meter.CreateObservableGauge(
            "presence.clock.machine_offset", () => machineAhead().TotalSeconds, "s", "How far the machine's clock is ahead of this process's.");
    }
}
