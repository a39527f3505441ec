namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A session that is gone and that its device will resume.</summary>
/// <param name="Seat">Its last state.</param>
/// <param name="IsOver">Whether a later login by hand has ended its claim; null when both are possible.</param>
internal readonly record struct Departed(Seat Seat, bool? IsOver);
