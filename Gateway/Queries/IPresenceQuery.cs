using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Queries;

/// <summary>Answers queries for presences, for REST and for connections alike.</summary>
internal interface IPresenceQuery
{
    /// <summary>
    /// The presences of up to 500 users, in the order asked. If one owner does not answer, only its own users get no answer.
    /// </summary>
    ValueTask<ImmutableArray<PresenceAnswer>> GetManyAsync(AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken);
}

/// <summary>One user's answer.</summary>
/// <param name="UserId">The user asked for.</param>
/// <param name="Presence">
/// The presence to show; null when there was no answer in time. The presence of an account that does not exist is not registered.
/// </param>
internal readonly record struct PresenceAnswer(string UserId, UserPresence? Presence)
{
    /// <summary>The error code of the Tencent-compatible APIs; 0 when there is no error.</summary>
    public int ErrorCode => Presence switch { null => TimedOutCode, { IsRegistered: false } => UnknownAccountCode, _ => 0 };

    /// <summary>The server timed out; try again (contract §1).</summary>
    public const int TimedOutCode = 70169;

    /// <summary>No such account (contract §1).</summary>
    public const int UnknownAccountCode = 70107;
}
