using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Processes;

/// <summary>The counters of an <see cref="AppTraffic"/> at one instant; they only grow.</summary>
internal readonly record struct TrafficCounts(long Logins, long Closes, long Kicks, long Heartbeats, long Events, long Queries)
{
    /// <summary>How often things happened per second since an earlier reading.</summary>
    public TrafficRates Since(TrafficCounts earlier, TimeSpan elapsed)
    {
        var seconds = elapsed.TotalSeconds;
        return seconds <= 0 ? new TrafficRates() : new TrafficRates
        {
            Logins = (Logins - earlier.Logins) / seconds,
            Closes = (Closes - earlier.Closes) / seconds,
            Kicks = (Kicks - earlier.Kicks) / seconds,
            Heartbeats = (Heartbeats - earlier.Heartbeats) / seconds,
            Events = (Events - earlier.Events) / seconds,
            Queries = (Queries - earlier.Queries) / seconds,
        };
    }
}
