using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Gateway.Connections;

/// <summary>The answer of the user's grain to a login.</summary>
/// <param name="Reply">The grain's reply; null when there was none.</param>
/// <param name="IsCertain">Whether it answers the only call that was made, so that no other call can still take effect.</param>
internal readonly record struct LoginAnswer(LoginReply? Reply, bool IsCertain);
