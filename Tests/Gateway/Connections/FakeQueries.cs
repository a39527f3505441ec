using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>Knows no account but the ones it is given.</summary>
internal sealed class FakeQueries : IPresenceQuery
{
    private int _asked;

    public Dictionary<string, UserPresence> Users { get; } = [];

    public Exception? Fault { get; set; }

    /// <summary>How many questions came.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public ValueTask<ImmutableArray<PresenceAnswer>> GetManyAsync(
        AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return Fault is null
            ? new([.. userIds.Select(id => new PresenceAnswer(
                id, UserKey.IsValidUserId(id) ? Users.GetValueOrDefault(id, UserPresence.Unknown) : null))])
            : ValueTask.FromException<ImmutableArray<PresenceAnswer>>(Fault);
    }
}
