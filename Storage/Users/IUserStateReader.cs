using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>Reads many users' stored states without their grains: what a query uses for users that are not active.</summary>
public interface IUserStateReader
{
    /// <summary>The states in the order asked; <see cref="UserPresence.Unknown"/> for a user without a row.</summary>
    ValueTask<ImmutableArray<UserPresence>> ReadManyAsync(AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken);
}
