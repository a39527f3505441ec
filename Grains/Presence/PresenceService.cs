using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;
using PresenceCluster.Grains.Users;

namespace PresenceCluster.Grains.Presence;

/// <summary>Answers batch queries for the users that this silo owns.</summary>
internal sealed class PresenceService(
    GrainId id, Silo silo, ILoggerFactory loggerFactory, IPresenceReader reader, PolicyEnforcer enforcer)
    : GrainService(id, silo, loggerFactory), IPresenceService
{
    public Task<ImmutableArray<UserPresence>> GetManyAsync(AppId app, ImmutableArray<string> userIds)
        => reader.GetManyAsync(app, userIds, CancellationToken.None).AsTask();

    public Task<int> EnforcePolicyAsync(AppId app) => Task.FromResult(enforcer.Enqueue(app));
}
