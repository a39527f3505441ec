using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>An event that an endpoint is not sent.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Action">Its kind.</param>
/// <param name="At">When its turn was.</param>
/// <param name="IsByFormat">Whether the format has no message for it; otherwise the endpoint's filter leaves it out.</param>
[GenerateSerializer, Immutable, Alias("presence.skipped-event")]
public sealed record SkippedEvent(
    [property: Id(0)] string EventId,
    [property: Id(1)] StatusAction Action,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] bool IsByFormat);
