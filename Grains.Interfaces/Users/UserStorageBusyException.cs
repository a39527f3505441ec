namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>More writes or reads of user states are waiting than the silo allows. Nothing was written; try again later.</summary>
/// <remarks>An <see cref="OrleansException"/>, so that its type crosses processes unchanged.</remarks>
[GenerateSerializer, Alias("presence.user-storage-busy")]
public sealed class UserStorageBusyException(string message) : OrleansException(message);
