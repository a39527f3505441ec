using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Gateway.Rest;

/// <summary>
/// Remembers when administrators' credentials were last revoked, so that a kicked administrator's UserSig closes for REST as it does
/// for logins, without a read of the administrator's presence in every call. Bounded by the administrators of all apps.
/// </summary>
internal sealed class AdministratorRevocations(IPresenceQuery query, TimeProvider time, IOptions<RestOptions> options)
{
    private readonly ConcurrentDictionary<UserKey, Known> _known = new();

    /// <summary>Whether a credential issued at an instant still counts. Answers at once while what is known is fresh.</summary>
    public ValueTask<Revocation> CheckAsync(UserKey administrator, DateTimeOffset issuedAt, CancellationToken cancellationToken)
        => _known.TryGetValue(administrator, out var known) && time.GetElapsedTime(known.ReadAt) < options.Value.RevocationRefreshPeriod
            ? ValueTask.FromResult(known.Judge(issuedAt))
            : RefreshAsync(administrator, issuedAt, cancellationToken);

    private async ValueTask<Revocation> RefreshAsync(UserKey administrator, DateTimeOffset issuedAt, CancellationToken cancellationToken)
    {
        var answers = await query.GetManyAsync(administrator.App, [administrator.UserId], cancellationToken);
        if (answers[0].Presence is { } presence)
            _known[administrator] = new Known(presence.CredentialsRevokedAt, time.GetTimestamp());

        // While the owner is away, what was known last counts: an outage neither opens nor closes the door.
        return _known.TryGetValue(administrator, out var known) ? known.Judge(issuedAt) : Revocation.Unknown;
    }

    private readonly record struct Known(DateTimeOffset? RevokedAt, long ReadAt)
    {
        public Revocation Judge(DateTimeOffset issuedAt) => RevokedAt is { } revokedAt && issuedAt <= revokedAt ? Revocation.Revoked : Revocation.None;
    }
}
