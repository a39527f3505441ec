namespace PresenceCluster.Grains.Interfaces;

/// <summary>More writes or reads of user states are waiting than the silo allows. Nothing was written; try again later.</summary>
[GenerateSerializer, Alias("presence.user-storage-busy")]
public sealed class UserStorageBusyException(string message) : Exception(message);
