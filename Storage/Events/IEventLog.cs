using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Events;

/// <summary>
/// The status events of all apps, as transitions stored them, for reading: by deliveries, by followers, by the console. A page ends
/// where the log ends at that moment; an event that was not on it comes behind its last one, never before.
/// </summary>
public interface IEventLog
{
    /// <summary>Events of an app behind a position, in the log's order.</summary>
    Task<IReadOnlyList<RecordedEvent>> ReadAsync(AppId app, EventPosition after, int countMax, CancellationToken cancellationToken);

    /// <summary>The same for the users of one <see cref="EventPartition"/>.</summary>
    Task<LogPage> ReadPartitionAsync(
        AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken);

    /// <summary>One user's events below a version, newest first.</summary>
    Task<IReadOnlyList<RecordedEvent>> ReadUserAsync(UserKey user, long beforeVersion, int countMax, CancellationToken cancellationToken);

    /// <summary>A position behind every event that can be read now and before every one that cannot yet.</summary>
    Task<EventPosition> EndAsync(AppId app, CancellationToken cancellationToken);

    /// <summary>
    /// Everything behind this position is still kept: <see cref="EventPosition.Start"/> as long as nothing was deleted. A reader
    /// whose own position stands before it has missed events.
    /// </summary>
    Task<EventPosition> KeptAfterAsync(AppId app, CancellationToken cancellationToken);
}
