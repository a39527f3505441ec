using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Gateway.Rest;

/// <summary>
/// Remembers when administrators' credentials were last revoked. A kicked administrator's UserSig is thereby refused by REST as it is at
/// login, and calls need not read the administrator's presence each time. Bounded by the administrators of all apps.
/// </summary>
internal sealed class AdministratorRevocations(IPresenceQuery query, TimeProvider time, IOptions<RestOptions> options)
{
    private readonly ConcurrentDictionary<UserKey, Known> _known = new();

    /// <summary>Whether a credential issued at an instant still counts. Answers at once while the remembered time is fresh.</summary>
    public ValueTask<Revocation> CheckAsync(UserKey administrator, DateTimeOffset issuedAt, CancellationToken cancellationToken)
        => _known.TryGetValue(administrator, out var known) && time.GetElapsedTime(known.ReadAt) < options.Value.RevocationRefreshPeriod
            ? ValueTask.FromResult(known.Judge(issuedAt))
            : RefreshAsync(administrator, issuedAt, cancellationToken);

    private async ValueTask<Revocation> RefreshAsync(UserKey administrator, DateTimeOffset issuedAt, CancellationToken cancellationToken)
    {
        var answers = await query.GetManyAsync(administrator.App, [administrator.UserId], cancellationToken);
        if (answers[0].Presence is { } presence)
            _known[administrator] = new Known(presence.CredentialsRevokedAt, time.GetTimestamp());

        // While the owner does not answer, the last known time counts: an outage changes no decision.
        return _known.TryGetValue(administrator, out var known) ? known.Judge(issuedAt) : default;
    }

    private readonly record struct Known(DateTimeOffset? RevokedAt, long ReadAt)
    {
        public Revocation Judge(DateTimeOffset issuedAt) => new(IsKnown: true, issuedAt <= RevokedAt ? RevokedAt : null);
    }
}
