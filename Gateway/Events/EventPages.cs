using PresenceCluster.Domain;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Gateway.Events;

/// <summary>Pages of an app's log. A page with missing events is never returned as if it were complete.</summary>
internal sealed class EventPages(IEventLog log)
{
    /// <summary>The events behind a position; null when events behind it are no longer kept.</summary>
    public async Task<IReadOnlyList<RecordedEvent>?> ReadAsync(AppId app, EventPosition after, int countMax, CancellationToken cancellationToken)
    {
        var events = await log.ReadAsync(app, after, countMax, cancellationToken);
        // Asked after the read, because events that were deleted during the read are missing in it.
        return after < await log.KeptAfterAsync(app, cancellationToken) ? null : events;
    }

    /// <summary>The oldest events that are kept, and the position before them.</summary>
    public async Task<(IReadOnlyList<RecordedEvent> Events, EventPosition After)> ReadOldestAsync(
        AppId app, int countMax, CancellationToken cancellationToken)
    {
        while (true)
        {
            var after = await log.KeptAfterAsync(app, cancellationToken);
            if (await ReadAsync(app, after, countMax, cancellationToken) is { } events)
                return (events, after);
            // The log was trimmed between the two reads, so its oldest events are others now.
        }
    }

    /// <summary>The position behind the newest event.</summary>
    public Task<EventPosition> EndAsync(AppId app, CancellationToken cancellationToken) => log.EndAsync(app, cancellationToken);
}
