namespace PresenceCluster.Grains.Interfaces.Users;

/// <summary>
/// The user has just moved to another silo, or another activation of the user has written. The same call, repeated, reaches the
/// new owner; nothing is done twice.
/// </summary>
/// <remarks>An <see cref="OrleansException"/>, like its siblings, so that it crosses processes unchanged.</remarks>
[GenerateSerializer, Alias("presence.user-moved")]
public sealed class UserMovedException(string message) : OrleansException(message);
