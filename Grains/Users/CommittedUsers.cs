using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>Reads a user for an activation of this silo.</summary>
internal sealed class CommittedUsers(
    UserStore store,
    UncertainWrites uncertain,
    PresenceBook book,
    UserActivations activations,
    PresenceMetrics metrics,
    ILogger<UserGrain> log)
{
    public async Task<CommittedUser> ReadAsync(UserKey user, IGrainContext activation, CancellationToken cancellationToken)
    {
        var committed = new CommittedUser(user, activation, store, uncertain, book, activations, metrics, log);
        await committed.ReadAsync(cancellationToken);
        return committed;
    }
}
