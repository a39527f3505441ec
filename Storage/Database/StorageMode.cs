namespace PresenceCluster.Storage.Database;

/// <summary>The database that holds the cluster's durable state.</summary>
public enum StorageMode
{
    /// <summary>One SQLite file of one process: nothing to install.</summary>
    Embedded = 0,

    /// <summary>A PostgreSQL database that many processes share.</summary>
    PostgreSql = 1,
}
