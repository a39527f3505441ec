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

    /// <summary>Says that partitions of an app have new events. It may get lost; the silo also looks by itself.</summary>
    /// <param name="app">The app.</param>
    /// <param name="partitions">Bit n stands for partition n.</param>
    [Alias("nudge"), OneWay]
    Task NudgeAsync(AppId app, uint partitions);

    /// <summary>What this silo has done for an endpoint.</summary>
    [Alias("share")]
    Task<DeliveryShare> GetShareAsync(AppId app, string endpointId);
}
