using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Events;

/// <summary>
/// Reads the status events of all apps, as transitions stored them, for deliveries, followers and the console. A page ends where the log
/// ends at that moment. Events that become visible later come behind the page's last one, never before it.
/// </summary>
public interface IEventLog
{
    /// <summary>Events of an app behind a position, in the log's order.</summary>
    Task<IReadOnlyList<RecordedEvent>> ReadAsync(AppId app, EventPosition after, int countMax, CancellationToken cancellationToken);

    /// <summary>The same for the users of one <see cref="EventPartition"/>.</summary>
    Task<LogPage> ReadPartitionAsync(
        AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken);

    /// <summary>
    /// Counts the events of a partition behind a position, up to a bound. Stored events that cannot be read yet count too.
    /// </summary>
    Task<LogBacklog> CountAsync(AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken);

    /// <summary>The transaction that keeps stored events from being read; null when there is none at the moment.</summary>
    Task<LogHoldup?> FindHoldupAsync(CancellationToken cancellationToken);

    /// <summary>One user's events below a version, newest first.</summary>
    Task<IReadOnlyList<RecordedEvent>> ReadUserAsync(UserKey user, long beforeVersion, int countMax, CancellationToken cancellationToken);

    /// <summary>A position behind every event that can be read now, and before every event that becomes visible later.</summary>
    Task<EventPosition> EndAsync(AppId app, CancellationToken cancellationToken);

    /// <summary>
    /// The position behind which every event is still kept: <see cref="EventPosition.Start"/> as long as nothing was deleted. A reader
    /// whose own position is before it has missed events.
    /// </summary>
    Task<EventPosition> KeptAfterAsync(AppId app, CancellationToken cancellationToken);
}
