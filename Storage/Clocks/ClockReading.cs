namespace PresenceCluster.Storage.Clocks;

/// <summary>The times of the reference and of this machine's wall clock at one instant of this machine's monotonic clock.</summary>
/// <param name="Timestamp">The instant, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
/// <param name="Reference">What the reference said.</param>
/// <param name="Machine">What the machine's wall clock said.</param>
/// <param name="Uncertainty">How far <paramref name="Reference"/> may be off: half the time that the question took.</param>
public readonly record struct ClockReading(long Timestamp, DateTimeOffset Reference, DateTimeOffset Machine, TimeSpan Uncertainty);
