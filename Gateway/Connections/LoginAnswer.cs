using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Gateway.Connections;

/// <summary>What came back from the user's grain.</summary>
/// <param name="Reply">The grain's word; null when none could be had.</param>
/// <param name="IsCertain">Whether it was the answer to the only call that was made: nothing unknown is left behind.</param>
internal readonly record struct LoginAnswer(LoginReply? Reply, bool IsCertain);
