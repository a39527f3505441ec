using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>Tells a gateway that the session of one of its connections is over.</summary>
/// <param name="ConnectionId">The connection's number within the gateway incarnation that the notice is sent to.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">The platform of the login that took the session's place, when one did.</param>
/// <param name="ByAttempt">The count of the login that took the session over, when its device counts.</param>
[GenerateSerializer, Immutable, Alias("presence.close")]
public readonly record struct CloseNotice(
    [property: Id(0)] long ConnectionId, [property: Id(1)] SessionEndReason Reason, [property: Id(2)] Platform? By, [property: Id(3)] ulong ByAttempt = 0);
