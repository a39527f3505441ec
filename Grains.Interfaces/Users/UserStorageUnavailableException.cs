namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>
/// The database did not answer in time, through every retry. Whether a write took effect is unknown: the grain that asked must load
/// its state again before it goes on.
/// </summary>
/// <remarks>
/// An <see cref="OrleansException"/>, because a grain's storage bridge wraps every other one; without the database's own exception
/// inside, which no other process could read. That one stands in the log.
/// </remarks>
[GenerateSerializer, Alias("presence.user-storage-unavailable")]
public sealed class UserStorageUnavailableException(string message) : OrleansException(message);
