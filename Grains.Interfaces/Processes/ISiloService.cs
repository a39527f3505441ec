using System.Collections.Immutable;
using Orleans.Concurrency;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>
/// One silo that hosts user grains, addressed by its silo address: the users that it owns, and the deliveries of their events. A call to a silo
/// that is gone fails within milliseconds.
/// </summary>
[Alias("presence.silo-service")]
public interface ISiloService : Orleans.Services.IGrainService
{
    /// <summary>
    /// The presences of many users, in the order asked, as they are to be shown now. A user without an account has the default
    /// state. No grain is activated.
    /// </summary>
    [Alias("get-many")]
    Task<ImmutableArray<UserPresence>> GetManyAsync(AppId app, ImmutableArray<string> userIds);

    /// <summary>Has the app's login policy enforced on the users active on this silo, in bounded batches, soon after the answer.</summary>
    /// <param name="app">The app with the settings to enforce; a silo that has not heard of them takes them from here.</param>
    [Alias("enforce")]
    Task EnforcePolicyAsync(AppSnapshot app);

    /// <summary>
    /// Lets go of the users that this silo does not own any more: completes when none of them is active here, no write of theirs is
    /// under way, and this silo activates none of them again.
    /// </summary>
    /// <param name="membershipVersion">The version of the membership by which the caller owns users that this silo may have.</param>
    [Alias("hand-over")]
    Task HandOverAsync(long membershipVersion);

    /// <summary>
    /// Compares the sessions for which a gateway vouches with those that this silo knows (docs/adr/0015).
    /// </summary>
    /// <param name="gateway">The gateway incarnation.</param>
    /// <param name="membershipVersion">The version of the membership by which the gateway knows the owners.</param>
    /// <param name="digests">The gateway's number for each bucket of users; 0 for a bucket without sessions or of another owner.</param>
    /// <returns>The buckets of this silo that differ.</returns>
    [Alias("compare-sessions")]
    Task<ImmutableArray<int>> CompareSessionsAsync(GatewayId gateway, long membershipVersion, ImmutableArray<long> digests);

    /// <summary>
    /// Settles buckets that differ: this silo reads users that it does not have in memory, and ends sessions that the gateway does not hold.
    /// </summary>
    /// <param name="gateway">The gateway incarnation.</param>
    /// <param name="buckets">The buckets.</param>
    /// <param name="held">All sessions in these buckets for which the gateway vouches.</param>
    /// <returns>Those that are over.</returns>
    [Alias("settle-sessions")]
    Task<ImmutableArray<OverdueSession>> SettleSessionsAsync(GatewayId gateway, ImmutableArray<int> buckets, ImmutableArray<HeldSession> held);

    /// <summary>Says that partitions of an app have new events. It may get lost; the silo also looks by itself.</summary>
    /// <param name="app">The app.</param>
    /// <param name="partitions">Bit n stands for partition n.</param>
    [Alias("nudge"), OneWay]
    Task NudgeAsync(AppId app, uint partitions);

    /// <summary>What this silo has done for an endpoint.</summary>
    [Alias("share")]
    Task<DeliveryShare> GetShareAsync(AppId app, string endpointId);
}
