using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Queries;

/// <summary>Answers who is online, for REST and for connections alike.</summary>
internal interface IPresenceQuery
{
    /// <summary>
    /// The presences of up to 500 users, in the order asked. One owner that does not answer costs only its own users their answer.
    /// </summary>
    ValueTask<ImmutableArray<PresenceAnswer>> GetManyAsync(AppId app, ImmutableArray<string> userIds, CancellationToken cancellationToken);
}

/// <summary>One user's answer.</summary>
/// <param name="UserId">The user asked for.</param>
/// <param name="Presence">The presence to show; null when it could not be had in time. An account that does not exist is not registered in it.</param>
internal readonly record struct PresenceAnswer(string UserId, UserPresence? Presence)
{
    /// <summary>What went wrong, as an error code of the Tencent-compatible APIs; 0 when nothing did.</summary>
    public int ErrorCode => Presence switch { null => TimedOutCode, { IsRegistered: false } => UnknownAccountCode, _ => 0 };

    /// <summary>The server timed out; try again (contract §1).</summary>
    public const int TimedOutCode = 70169;

    /// <summary>No such account (contract §1).</summary>
    public const int UnknownAccountCode = 70107;
}
