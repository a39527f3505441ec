namespace PresenceCluster.Storage.Clocks;

/// <summary>The reference of a process with an embedded database: this machine's wall clock. No other process uses that database.</summary>
internal sealed class MachineReference(TimeProvider machine) : IClockReference
{
    public string Name => "machine's clock";

    public bool IsThisMachine => true;

    public Task<ClockReading> ReadAsync(CancellationToken cancellationToken)
    {
        var now = machine.GetUtcNow();
        return Task.FromResult(new ClockReading(machine.GetTimestamp(), now, now, TimeSpan.Zero));
    }
}
