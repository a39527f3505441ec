using PresenceCluster.Storage.Clocks;

namespace PresenceCluster.Tests.Cluster.Clocks;

/// <summary>A database's clock that the test sets, or takes away.</summary>
internal sealed class ScriptedReference(SteppedMachine machine) : IClockReference
{
    private int _asked;

    public string Name => "database's clock";

    public bool IsThisMachine => false;

    /// <summary>How far it is ahead of the right time.</summary>
    public TimeSpan Ahead { get; set; }

    public TimeSpan Uncertainty { get; set; }

    public bool IsAway { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public Task<ClockReading> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = IsAway ? Task.FromException<ClockReading>(new TimeoutException("The database is away.")) : Task.FromResult(Read());
        Interlocked.Increment(ref _asked);
        return answer;
    }

    public ClockReading Read() => new(machine.GetTimestamp(), machine.True + Ahead, machine.GetUtcNow(), Uncertainty);
}
