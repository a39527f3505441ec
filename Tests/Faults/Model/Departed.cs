namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A session that is gone and that its device will come back to.</summary>
/// <param name="Seat">What it was at last.</param>
/// <param name="IsOver">Whether a later login by hand has ended its claim; null when both can be argued.</param>
internal readonly record struct Departed(Seat Seat, bool? IsOver);
