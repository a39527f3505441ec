using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Connections;

/// <summary>The end of one connection, decided once: the first one counts. A connection without one is open.</summary>
/// <param name="Reason">Why its session ends.</param>
/// <param name="DueAt">When the carrier is aborted, in the wheel's timestamps, if the client has not closed by then.</param>
internal sealed record Ending(SessionEndReason Reason, long DueAt)
{
    /// <summary>The client has closed, or the carrier broke. There are no last words to wait for.</summary>
    public static Ending ByClient { get; } = new(SessionEndReason.Closed, long.MaxValue);
}
