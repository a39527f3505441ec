namespace PresenceCluster.Storage.Database;

/// <summary>The database cannot be used, and a restart with the same settings will not help. The message is for the operator.</summary>
public abstract class ClusterDatabaseException : Exception
{
    private protected ClusterDatabaseException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
