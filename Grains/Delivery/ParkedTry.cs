namespace PresenceCluster.Grains.Delivery;

/// <summary>The next try of parked events: whose they are, and when it is.</summary>
internal sealed record ParkedTry(string UserId, DateTimeOffset At);
