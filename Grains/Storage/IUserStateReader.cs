using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Storage;

/// <summary>Reads many users' stored states at once, for the query path; no grain is activated.</summary>
internal interface IUserStateReader
{
    /// <summary>The stored states, aligned with the ids; a user without a row has <see cref="UserPresence.Unknown"/>.</summary>
    ValueTask<ImmutableArray<UserPresence>> ReadManyAsync(AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken);
}
