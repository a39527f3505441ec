namespace PresenceCluster.Storage.Database;

/// <summary>The database cannot be used, and starting again unchanged will not help by itself. The message is for the operator.</summary>
public abstract class ClusterDatabaseException : Exception
{
    private protected ClusterDatabaseException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
