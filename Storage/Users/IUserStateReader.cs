using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>Reads what is shown of many users' stored states, without their grains: what a query uses for users who are not in memory.</summary>
public interface IUserStateReader
{
    /// <summary>The states in the order asked; <see cref="UserPresence.Unknown"/> for a user without a row.</summary>
    ValueTask<ImmutableArray<UserPresence>> ReadManyAsync(AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken);
}
