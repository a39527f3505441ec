namespace PresenceCluster.Storage.Database;

/// <summary>Another process owns the embedded database's directory.</summary>
public sealed class DataDirectoryInUseException : ClusterDatabaseException
{
    internal DataDirectoryInUseException(string directory, Exception inner)
        : base(
            $"The data directory '{directory}' is in use by another process. Stop that process, or give this one its own Storage:DataDirectory.",
            inner)
    {
    }
}
