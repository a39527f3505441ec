using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Grains.Users;

/// <summary>Answers other processes about the users that this silo owns, many with one call.</summary>
internal sealed class PresenceService(
    GrainId id,
    Silo silo,
    ILoggerFactory loggerFactory,
    IPresenceReader reader,
    AppDirectory apps,
    PolicyEnforcer enforcer,
    OwnershipHandover handover)
    : GrainService(id, silo, loggerFactory), IPresenceService
{
    public Task<ImmutableArray<UserPresence>> GetManyAsync(AppId app, ImmutableArray<string> userIds)
        => reader.GetManyAsync(app, userIds, CancellationToken.None).AsTask();

    public Task<int> EnforcePolicyAsync(AppSnapshot app)
    {
        apps.Swap(app);
        return Task.FromResult(enforcer.Enqueue(app.App));
    }

    public Task HandOverAsync(long membershipVersion) => handover.LetGoAsync(membershipVersion);
}
