namespace PresenceCluster.Storage.Database;

/// <summary>The failures that an acknowledged write to the embedded file survives.</summary>
public enum EmbeddedDurability
{
    /// <summary>
    /// The death of the process at any moment (SQLite: <c>synchronous=NORMAL</c>). A power cut may lose the last moments before it, but
    /// never corrupts the file. It also ends the connections of those moments, and their devices log in again.
    /// </summary>
    ProcessCrash = 0,

    /// <summary>A power cut as well (<c>synchronous=FULL</c>): every commit waits for the disk.</summary>
    PowerLoss = 1,
}
