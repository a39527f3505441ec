using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Grains.Interfaces.Processes;

/// <summary>The presences of the users that one silo owns, addressed by its silo address. Runs on every silo that hosts user grains.</summary>
[Alias("presence.presence-service")]
public interface IPresenceService : Orleans.Services.IGrainService
{
    /// <summary>
    /// The presences of many users, in the order asked, as they are to be shown now. A user without an account has the default
    /// state. No grain is activated.
    /// </summary>
    [Alias("get-many")]
    Task<ImmutableArray<UserPresence>> GetManyAsync(AppId app, ImmutableArray<string> userIds);

    /// <summary>Enforces the app's login policy on the users active on this silo, in bounded batches. Returns how many were asked.</summary>
    [Alias("enforce")]
    Task<int> EnforcePolicyAsync(AppSnapshot app);

    /// <summary>
    /// Lets go of the users that this silo does not own any more: completes when none of them is active here, no write of theirs is
    /// under way, and this silo activates none of them again.
    /// </summary>
    /// <param name="membershipVersion">The version of the membership by which the caller owns users that this silo may have.</param>
    [Alias("hand-over")]
    Task HandOverAsync(long membershipVersion);
}
