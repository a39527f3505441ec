namespace PresenceCluster.Storage.Clocks;

/// <summary>The clock that all processes of the cluster follow.</summary>
public interface IClockReference
{
    /// <summary>What log lines and answers call it, after an article.</summary>
    string Name { get; }

    /// <summary>Whether it is this machine's own wall clock, so that one cannot be wrong while the other is right.</summary>
    bool IsThisMachine { get; }

    /// <summary>Reads it.</summary>
    Task<ClockReading> ReadAsync(CancellationToken cancellationToken);
}
