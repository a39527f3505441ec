using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Queries;

/// <summary>The result of asking one owner.</summary>
/// <param name="Presences">The presences, in the order asked; default when there is no answer.</param>
/// <param name="IsOwnerGone">Whether the owner never got the question, so that another silo may own its users now.</param>
internal readonly record struct OwnerReply(ImmutableArray<UserPresence> Presences, bool IsOwnerGone)
{
    public static OwnerReply Failed => default;

    public static OwnerReply Gone => new(default, IsOwnerGone: true);
}
