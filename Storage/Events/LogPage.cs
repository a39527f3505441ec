using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Events;

/// <summary>Events of a partition in the log's order.</summary>
/// <param name="Events">The events.</param>
/// <param name="IsWhole">
/// Whether every event that was stored before the read was visible. If not, an older event was still being stored. The reader must then
/// look again by itself: no further notice will come.
/// </param>
public sealed record LogPage(IReadOnlyList<RecordedEvent> Events, bool IsWhole);
