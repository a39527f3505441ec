using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Queries;

/// <summary>Answers queries for presences, for REST and for connections alike.</summary>
internal interface IPresenceQuery
{
    /// <summary>The most users in one query (contract §1). The doors refuse larger queries.</summary>
    const int UsersMax = 500;

    /// <summary>
    /// The presences of up to <see cref="UsersMax"/> users, in the order asked. If one owner does not answer, only its own users get no
    /// answer. Texts that cannot be user ids are answered too, without an owner.
    /// </summary>
    ValueTask<ImmutableArray<PresenceAnswer>> GetManyAsync(AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken);
}
