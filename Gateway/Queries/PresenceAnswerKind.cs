namespace PresenceCluster.Gateway.Queries;

/// <summary>What a query found out about one user. Each API maps it to codes of its own.</summary>
internal enum PresenceAnswerKind
{
    /// <summary>The account exists, and its presence is known.</summary>
    Found,

    /// <summary>There is no such account.</summary>
    UnknownUser,

    /// <summary>The text cannot be a user id, so no owner was asked.</summary>
    InvalidUserId,

    /// <summary>The owner did not answer in time; try again.</summary>
    Unavailable,
}
