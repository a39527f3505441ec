namespace PresenceCluster.Storage.Database;

/// <summary>Why the cluster's database cannot be used. Each has an exit code of its own (docs/operations.md).</summary>
public enum StorageFault
{
    /// <summary>It could not be opened for the time being: wrong address, not running, too busy, damaged.</summary>
    Unreachable,

    /// <summary>
    /// The server answers, and repeating the question will not help: wrong user or password, no such database, no rights, a version that
    /// does not know our statements.
    /// </summary>
    Refused,

    /// <summary>Its schema has a version that this program does not know.</summary>
    SchemaTooNew,

    /// <summary>Another process owns the directory of the embedded database.</summary>
    DirectoryInUse,

    /// <summary>The clocks of this machine and of the database are too far apart.</summary>
    ClocksApart,

    /// <summary>It holds what another cluster keeps there.</summary>
    OfAnotherCluster,

    /// <summary>The connection string asks for what the way to the server does not offer.</summary>
    WrongSettings,
}
