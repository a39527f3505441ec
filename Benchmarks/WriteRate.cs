namespace PresenceCluster.Benchmarks;

/// <summary>What one run measured.</summary>
/// <param name="PerSecond">Acknowledged writes per second.</param>
/// <param name="Percentile99">The time within which 99 of 100 writes were acknowledged.</param>
internal sealed record WriteRate(double PerSecond, TimeSpan Percentile99);
