using PresenceCluster.Storage.Clocks;

namespace PresenceCluster.Tests.Cluster.Clocks;

/// <summary>A database's clock that the test sets, or takes away.</summary>
internal sealed class ScriptedReference(SteppedMachine machine) : IClockReference
{
    public string Name => "database's clock";

    public bool IsThisMachine => false;

    /// <summary>How far it is ahead of the right time.</summary>
    public TimeSpan Ahead { get; set; }

    public TimeSpan Uncertainty { get; set; }

    public bool IsAway { get; set; }

    public Task<ClockReading> ReadAsync(CancellationToken cancellationToken)
        => IsAway ? Task.FromException<ClockReading>(new TimeoutException("The database is away.")) : Task.FromResult(Read());

    public ClockReading Read() => new(machine.GetTimestamp(), machine.True + Ahead, machine.GetUtcNow(), Uncertainty);
}
