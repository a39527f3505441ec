namespace PresenceCluster.Storage.Clocks;

/// <summary>The clock that all processes of the cluster follow.</summary>
public interface IClockReference
{
    /// <summary>Its name in log lines and answers, written after an article.</summary>
    string Name { get; }

    /// <summary>Whether it is this machine's own wall clock. Then there is no second clock to compare it with.</summary>
    bool IsThisMachine { get; }

    /// <summary>Reads it.</summary>
    Task<ClockReading> ReadAsync(CancellationToken cancellationToken);
}
