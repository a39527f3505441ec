namespace PresenceCluster.Gateway.Rest;

/// <summary>Whether a genuine credential still counts.</summary>
/// <param name="IsKnown">Whether the owner of the user has answered, now or earlier.</param>
/// <param name="RevokedAt">
/// The issue time up to which the user's credentials are revoked (contract §3), if this one is among them; null when it counts.
/// </param>
internal readonly record struct Revocation(bool IsKnown, DateTimeOffset? RevokedAt);
