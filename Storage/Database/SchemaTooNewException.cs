namespace PresenceCluster.Storage.Database;

/// <summary>The database has a schema version that this program does not know. Nothing was changed.</summary>
public sealed class SchemaTooNewException : ClusterDatabaseException
{
    internal SchemaTooNewException(int found, int known)
        : base(
            $"The database has schema version {found}, but this program knows versions up to {known} only. "
            + "Start the newer program, or restore a backup made before the upgrade.")
    {
        Found = found;
        Known = known;
    }

    /// <summary>The version in the database.</summary>
    public int Found { get; }

    /// <summary>The highest version that this program knows.</summary>
    public int Known { get; }
}
