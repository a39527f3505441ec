using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Queries;

/// <summary>The answer for one user of a query.</summary>
/// <param name="UserId">The user asked for.</param>
/// <param name="Presence">
/// The presence to show; null when there was no answer in time, or when the text cannot be a user id. The presence of an account that does
/// not exist is not registered.
/// </param>
internal readonly record struct PresenceAnswer(string UserId, UserPresence? Presence)
{
    /// <summary>What is known about the user.</summary>
    public PresenceAnswerKind Kind => Presence switch
    {
        { IsRegistered: true } => PresenceAnswerKind.Found,
        { IsRegistered: false } => PresenceAnswerKind.UnknownUser,
        null => UserKey.IsValidUserId(UserId) ? PresenceAnswerKind.Unavailable : PresenceAnswerKind.InvalidUserId,
    };
}
