namespace PresenceCluster.Storage.Database;

/// <summary>The database server answers but refuses the connection: wrong user or password, no such database, no rights.</summary>
public sealed class DatabaseRefusedException : ClusterDatabaseException
{
    internal DatabaseRefusedException(string what, Exception inner)
        : base($"{what} refuses us: {inner.Message}", inner)
    {
    }
}
