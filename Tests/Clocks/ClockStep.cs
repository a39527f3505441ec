namespace PresenceCluster.Tests.Clocks;

/// <summary>Wall clocks that are off together, until this is disposed.</summary>
internal sealed class ClockStep : IDisposable
{
    private readonly IReadOnlyCollection<SteppedClock> _clocks;

    public ClockStep(IReadOnlyCollection<SteppedClock> clocks, TimeSpan by)
    {
        _clocks = clocks;
        foreach (var clock in clocks)
            clock.StepTo(by);
    }

    public void Dispose()
    {
        foreach (var clock in _clocks)
            clock.StepTo(TimeSpan.Zero);
    }
}
