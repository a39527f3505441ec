namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>
/// The database did not answer in time, through every retry. Whether a write took effect is unknown, so the grain must load its state again
/// before it goes on.
/// </summary>
/// <remarks>
/// An <see cref="OrleansException"/>, so that its type crosses processes unchanged. The database's own exception is not
/// inside, because no other process could read it. It is in the log.
/// </remarks>
[GenerateSerializer, Alias("presence.user-storage-unavailable")]
public sealed class UserStorageUnavailableException(string message) : OrleansException(message);
