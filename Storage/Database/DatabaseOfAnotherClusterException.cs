namespace PresenceCluster.Storage.Database;

/// <summary>The database belongs to another cluster. If two clusters shared it, each would take the other's sessions for lost.</summary>
public sealed class DatabaseOfAnotherClusterException : ClusterDatabaseException
{
    internal DatabaseOfAnotherClusterException(string setting, string other, string own, string remedy)
        : base($"The database belongs to {setting} '{other}', but this process has '{own}'. {remedy}")
    {
    }
}
