namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>An event that keeps failing. The later events of its user wait behind it.</summary>
/// <param name="EventId">The event.</param>
/// <param name="UserId">Its user.</param>
/// <param name="Since">When it failed for the first time.</param>
/// <param name="Tries">How often it failed.</param>
/// <param name="Behind">How many events wait behind it.</param>
/// <param name="LastError">Why the last try failed, for people.</param>
[GenerateSerializer, Immutable, Alias("presence.stuck-event")]
public sealed record StuckEvent(
    [property: Id(0)] string EventId,
    [property: Id(1)] string UserId,
    [property: Id(2)] DateTimeOffset Since,
    [property: Id(3)] int Tries,
    [property: Id(4)] int Behind,
    [property: Id(5)] string LastError);
