namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>The answer to a kick.</summary>
/// <param name="Outcome">The result.</param>
/// <param name="CredentialsRevokedAt">Credentials of the user issued after this instant count; null when none was ever revoked.</param>
[GenerateSerializer, Immutable, Alias("presence.kick-reply")]
public readonly record struct KickReply([property: Id(0)] KickOutcome Outcome, [property: Id(1)] DateTimeOffset? CredentialsRevokedAt = null);
