namespace PresenceCluster.Storage.Clocks;

/// <summary>The times of the reference and of this machine's wall clock at one instant of this machine's monotonic clock.</summary>
/// <param name="Timestamp">The instant, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
/// <param name="Reference">The reference's time.</param>
/// <param name="Machine">The machine's wall clock.</param>
/// <param name="Uncertainty">How far <paramref name="Reference"/> may be off: half the duration of the query.</param>
internal readonly record struct ClockReading(long Timestamp, DateTimeOffset Reference, DateTimeOffset Machine, TimeSpan Uncertainty);
