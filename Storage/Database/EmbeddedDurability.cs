namespace PresenceCluster.Storage.Database;

/// <summary>What an acknowledged write to the embedded file survives.</summary>
public enum EmbeddedDurability
{
    /// <summary>
    /// The death of the process at any moment (SQLite: <c>synchronous=NORMAL</c>). A power cut may cost the last moments before it,
    /// never the file's consistency: the connections those moments were about are gone with the power too, and devices log in again.
    /// </summary>
    ProcessCrash = 0,

    /// <summary>A power cut as well (<c>synchronous=FULL</c>): every commit waits for the disk.</summary>
    PowerLoss = 1,
}
