using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Deletes an app's old events from the log, except those that an enabled endpoint has not received yet. It works in batches over all
/// partitions in turn. Its pauses are in proportion to the time of the batches, which leaves the rest of the time to logins.
/// </summary>
internal sealed class EventTrim(
    IEventLog events, IEventLogTrim trim, DeliveryCursors cursors, IOptions<DeliveryOptions> options, TimeProvider time)
{
    /// <summary>Deletes until nothing old is left, or the time of a round is over. Returns how many events were deleted.</summary>
    public async Task<long> RunAsync(AppSnapshot app, CancellationToken cancellationToken)
    {
        var limits = options.Value;
        var startedAt = time.GetTimestamp();
        var bounds = await BoundsAsync(app, cancellationToken);
        var left = Enumerable.Range(0, EventPartition.Count).ToList();
        var total = 0L;
        while (left.Count > 0 && time.GetElapsedTime(startedAt) < limits.TrimPeriod)
        {
            foreach (var partition in left.ToArray())
            {
                var batchAt = time.GetTimestamp();
                var before = time.GetUtcNow() - app.Settings.Timings.EventRetention;
                var count = await trim.TrimAsync(app.App, partition, bounds[partition], before, limits.TrimEventsMax, cancellationToken);
                total += count;
                if (count < limits.TrimEventsMax)
                    left.Remove(partition);
                if (count > 0)
                    await Task.Delay(time.GetElapsedTime(batchAt) * ((1 / limits.TrimShare) - 1), time, cancellationToken);
            }
        }

        return total;
    }

    /// <summary>Up to where each partition may be trimmed.</summary>
    private async Task<EventPosition[]> BoundsAsync(AppSnapshot app, CancellationToken cancellationToken)
    {
        var bounds = new EventPosition[EventPartition.Count];
        Array.Fill(bounds, await events.EndAsync(app.App, cancellationToken));
        var positions = await cursors.ReadAsync(app.App, cancellationToken);
        foreach (var endpoint in app.Settings.Endpoints.Where(endpoint => endpoint.Enabled))
        {
            for (var partition = 0; partition < bounds.Length; partition++)
            {
                var cursor = positions.GetValueOrDefault(new LaneKey(app.App, endpoint.Id, partition), endpoint.StartAfter);
                if (cursor < bounds[partition])
                    bounds[partition] = cursor;
            }
        }

        return bounds;
    }
}
