using System.Collections.Concurrent;
using PresenceCluster.Cluster.Clocks;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>When the cluster was disturbed. Errors are allowed then and for the recovery after it, wrong answers never.</summary>
internal sealed class FaultLog
{
    /// <summary>How long after the end of a fault its traces may be seen: a dead gateway's users leave Online within 15 s.</summary>
    public static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AgreementTakes = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<FaultWindow> _windows = new();

    public IEnumerable<FaultWindow> Windows => _windows;

    public FaultWindow Begin(string what, TimeSpan now, TimeSpan databaseStep = default)
    {
        var window = new FaultWindow(what, now) { DatabaseStep = databaseStep };
        _windows.Enqueue(window);
        return window;
    }

    public bool IsDisturbed(TimeSpan from, TimeSpan until)
        => _windows.Any(window => window.StartedAt <= until && EndOf(window) >= from);

    /// <summary>The first instant from <paramref name="at"/> on at which nothing is disturbed.</summary>
    public TimeSpan CalmFrom(TimeSpan at)
    {
        foreach (var window in _windows.OrderBy(window => window.StartedAt))
        {
            if (window.StartedAt <= at && EndOf(window) > at)
                at = EndOf(window);
        }

        return at;
    }

    /// <summary>
    /// When the users of a killed gateway have left Online: within the promised time, counted from the kill, unless another fault makes it
    /// longer. The fault that killed the gateway does not make it longer.
    /// </summary>
    public TimeSpan LossKnownAt(FaultWindow killing, TimeSpan killedAt)
    {
        var at = killedAt + Recovery;
        foreach (var window in _windows.Where(window => window != killing).OrderBy(window => window.StartedAt))
        {
            if (window.StartedAt <= at && EndOf(window) > at)
                at = EndOf(window);
        }

        return at;
    }

    /// <summary>
    /// By how much the processes may be ahead because they followed the database's clock. They notice a change of it within a
    /// <see cref="ClockWatch.Period"/>, run by at most a half faster or slower, and then need a minute or two to agree (ADR 0011).
    /// </summary>
    public TimeSpan LeadAt(TimeSpan at)
    {
        var lead = TimeSpan.Zero;
        foreach (var window in _windows.Where(window => window.DatabaseStep > lead && window.StartedAt <= at))
        {
            var noticedUntil = (window.HealedAt < at ? window.HealedAt : at) + ClockWatch.Period;
            var gained = (noticedUntil - window.StartedAt) / 2;
            if (at < AgreedAt(window) && gained > lead)
                lead = gained < window.DatabaseStep ? gained : window.DatabaseStep;
        }

        return lead;
    }

    /// <summary>
    /// Whether the clocks of two processes may differ, so that acts at two gateways have no order: the database's clock was set, and the
    /// processes follow it, each from another moment on.
    /// </summary>
    public bool AreClocksApart(TimeSpan from, TimeSpan until)
        => _windows.Any(window => window.DatabaseStep != TimeSpan.Zero && window.StartedAt <= until
            && from < AgreedAt(window));

    private static TimeSpan AgreedAt(FaultWindow window)
        => window.HealedAt == TimeSpan.MaxValue ? window.HealedAt : window.HealedAt + ClockWatch.Period + AgreementTakes;

    private static TimeSpan EndOf(FaultWindow window) => window.HealedAt == TimeSpan.MaxValue ? window.HealedAt : window.HealedAt + Recovery;
}
