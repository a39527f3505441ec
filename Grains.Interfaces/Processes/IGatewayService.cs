using System.Collections.Immutable;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>
/// The cluster's door to the connections of one process, addressed by its silo address. A call to a process that is gone fails
/// within milliseconds. A process without connections answers that it holds none.
/// </summary>
[Alias("presence.gateway-service")]
public interface IGatewayService : Orleans.Services.IGrainService
{
    /// <summary>Tells connections that their sessions are over, and closes them. Unknown connections are skipped.</summary>
    [Alias("close")]
    Task CloseAsync(ImmutableArray<CloseNotice> notices);

    /// <summary>Which of these connections are still open, in the same order.</summary>
    [Alias("holds")]
    Task<ImmutableArray<bool>> HoldsAsync(ImmutableArray<long> connectionIds);
}
