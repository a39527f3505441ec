namespace PresenceCluster.Storage.Users;

/// <summary>How one row's change ended. A closed set.</summary>
internal abstract record UserStateWriteResult
{
    private UserStateWriteResult()
    {
    }

    /// <summary>Committed.</summary>
    internal sealed record Written : UserStateWriteResult
    {
        public static Written Instance { get; } = new();
    }

    /// <summary>The row was not as expected and stays as it is.</summary>
    /// <param name="Stored">The row as it was found; null when there is none.</param>
    internal sealed record Conflict(StoredUserState? Stored) : UserStateWriteResult;
}
