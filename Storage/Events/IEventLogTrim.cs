using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Events;

/// <summary>Deletes old events from the log. Apart from <see cref="IEventLog"/>, because only one place may do it.</summary>
public interface IEventLogTrim
{
    /// <summary>
    /// Deletes the oldest events of a partition that are not behind a position and happened before an instant. It records the deletion for
    /// <see cref="IEventLog.KeptAfterAsync"/>. Returns how many were deleted; fewer than the most means that it is done.
    /// </summary>
    Task<int> TrimAsync(
        AppId app, int partition, EventPosition upTo, DateTimeOffset happenedBefore, int countMax, CancellationToken cancellationToken);
}
