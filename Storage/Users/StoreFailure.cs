namespace PresenceCluster.Storage.Users;

/// <summary>What a failed batch means for its rows.</summary>
internal enum StoreFailure
{
    /// <summary>The database could not be asked, or its answer was lost: whether the batch took effect is unknown. Worth repeating.</summary>
    Unavailable,

    /// <summary>The database refused the batch and nothing of it took effect; one of its rows may be why.</summary>
    Rejected,
}
