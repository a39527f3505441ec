namespace PresenceCluster.Storage.Users;

/// <summary>An event to be stored with its user's state.</summary>
/// <param name="Version">The user's version after the transition.</param>
/// <param name="At">When it happened.</param>
/// <param name="Payload">The event, encoded.</param>
internal sealed record StatusEventWrite(long Version, DateTimeOffset At, byte[] Payload);
