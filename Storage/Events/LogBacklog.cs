namespace PresenceCluster.Storage.Events;

/// <summary>How many events of the log stand behind a position.</summary>
/// <param name="Count">All that are stored, up to the bound of the question.</param>
/// <param name="Hidden">Those of them that cannot be read yet, because an older transaction still runs.</param>
/// <param name="OldestAt">When the oldest of them happened; null when there is none.</param>
public sealed record LogBacklog(long Count, long Hidden, DateTimeOffset? OldestAt)
{
    /// <summary>No event.</summary>
    public static LogBacklog None { get; } = new(0, 0, null);

    /// <summary>The events of two partitions.</summary>
    public static LogBacklog operator +(LogBacklog one, LogBacklog other) => new(
        one.Count + other.Count,
        one.Hidden + other.Hidden,
        one.OldestAt is { } oldest && (other.OldestAt is not { } at || oldest < at) ? oldest : other.OldestAt);
}
