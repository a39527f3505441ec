using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Gateway.Events;

/// <summary>How a gateway serves live events; configuration section <c>Gateway:Events</c>.</summary>
public sealed class EventStreamOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Events";

    /// <summary>The most streams of one gateway at the same time.</summary>
    [Range(1, 100_000)]
    public int StreamsMax { get; set; } = 1000;

    /// <summary>How often the log of an app is read for its streams, once for all of them. An event is that late at most.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan PollPeriod { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The latest events of an app that are kept in memory for its streams. A slower reader is served from the log.</summary>
    [Range(1, 1_000_000)]
    public int RecentEventsMax { get; internal set; } = 4096;

    /// <summary>The most events that are read or written at once.</summary>
    [Range(1, 10_000)]
    public int PageMax { get; set; } = 500;

    /// <summary>
    /// After how long without an event a comment is sent, so that everything on the way knows that the stream lives. As often, the
    /// reader's credential is checked again.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeartbeatPeriod { get; internal set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a reader may take for what was written to it before it is disconnected.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan WriteTimeout { get; internal set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long a stream ends, however well it goes. Readers come back by themselves, perhaps to another gateway.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StreamLifetime { get; internal set; } = TimeSpan.FromHours(1);
}
