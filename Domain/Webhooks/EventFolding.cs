namespace PresenceCluster.Domain.Webhooks;

/// <summary>
/// The rule that holds back the loss of a connection and drops it when its devices return in time. It depends only on the user's own events
/// in their order, so every silo that delivers them decides the same. Tencent has the same rule: a reconnect suppresses a Disconnect that
/// is still pending (contract §2).
/// </summary>
public static class EventFolding
{
    /// <summary>How long an event is held back; zero for everything but the loss of connections.</summary>
    public static TimeSpan GraceOf(StatusEvent happened, WebhookEndpoint endpoint) => happened switch
    {
        { Action: not StatusAction.Disconnect } => TimeSpan.Zero,
        { Reason: SessionEndReason.GatewayLost } => endpoint.GatewayLostGrace,
        _ => endpoint.ClosedGrace,
    };

    /// <summary>Whether every device that lost its connection has logged in again by an instant.</summary>
    /// <param name="lost">The loss of connections.</param>
    /// <param name="later">The user's events behind it, in their order.</param>
    /// <param name="by">The end of the grace.</param>
    public static bool IsUndone(StatusEvent lost, IEnumerable<StatusEvent> later, DateTimeOffset by)
    {
        var missing = lost.Sessions.Select(DeviceOf).ToHashSet();
        foreach (var next in later)
        {
            if (next.Action == StatusAction.Login && next.At <= by)
                missing.ExceptWith(next.Sessions.Select(DeviceOf));
            if (missing.Count == 0)
                return true;
        }

        return false;
    }

    /// <summary>The event behind a dropped one, which now stands for both.</summary>
    public static OutgoingEvent Fold(OutgoingEvent dropped, OutgoingEvent next)
        => next with { FirstVersion = dropped.FirstVersion, Before = dropped.Before };

    private static (Platform Platform, string DeviceId) DeviceOf(Session session) => (session.Platform, session.DeviceId);
}
