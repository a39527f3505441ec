namespace PresenceCluster.Storage.Database;

/// <summary>The database could not be opened: wrong address, not running, damaged.</summary>
public sealed class DatabaseUnreachableException : ClusterDatabaseException
{
    internal DatabaseUnreachableException(string what, Exception inner)
        : base($"{what} cannot be opened: {inner.Message}", inner)
    {
    }
}
