namespace PresenceCluster.Storage.Database;

/// <summary>The database holds what another cluster keeps there; sharing it would let each take the other's sessions for lost.</summary>
public sealed class DatabaseOfAnotherClusterException : ClusterDatabaseException
{
    internal DatabaseOfAnotherClusterException(string setting, string other, string own, string remedy)
        : base($"The database belongs to {setting} '{other}', but this process has '{own}'. {remedy}")
    {
    }
}
