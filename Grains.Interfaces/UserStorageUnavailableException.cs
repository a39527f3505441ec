namespace PresenceCluster.Grains.Interfaces;

/// <summary>
/// The database did not answer in time, through every retry. Whether a write took effect is unknown: the grain that asked must load
/// its state again before it goes on.
/// </summary>
[GenerateSerializer, Alias("presence.user-storage-unavailable")]
public sealed class UserStorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
