using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Queries;

/// <summary>What came of asking one owner.</summary>
/// <param name="Presences">The presences, aligned with what was asked; default when there is no answer.</param>
/// <param name="IsOwnerGone">Whether the owner never took the question, so that somebody else may own its users now.</param>
internal readonly record struct OwnerReply(ImmutableArray<UserPresence> Presences, bool IsOwnerGone)
{
    public static OwnerReply Failed => default;

    public static OwnerReply Gone => new(default, IsOwnerGone: true);
}
