using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Events;

/// <summary>Events of a partition in the log's order.</summary>
/// <param name="Events">The events.</param>
/// <param name="IsWhole">
/// Whether everything that was stored before the page was read could be seen. If not, there may be more although nobody will say so
/// again: something older was still being stored.
/// </param>
public sealed record LogPage(IReadOnlyList<RecordedEvent> Events, bool IsWhole);
