namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>More writes or reads of user states are waiting than the silo allows. Nothing was written; try again later.</summary>
/// <remarks>An <see cref="OrleansException"/>, because a grain's storage bridge wraps every other exception and hides its type.</remarks>
[GenerateSerializer, Alias("presence.user-storage-busy")]
public sealed class UserStorageBusyException(string message) : OrleansException(message);
