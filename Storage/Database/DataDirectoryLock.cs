namespace PresenceCluster.Storage.Database;

/// <summary>
/// Keeps a second process out of the data directory for as long as it is held. The operating system drops the lock when the process ends in
/// any way, so a left-over file does no harm.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string FileName = "presence.lock";

    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    public static DataDirectoryLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ClusterDatabaseException.Unreachable($"The data directory '{directory}'", fault);
        }

        try
        {
            return new DataDirectoryLock(
                new FileStream(Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException fault)
        {
            throw ClusterDatabaseException.Unreachable($"The data directory '{directory}'", fault);
        }
        catch (IOException fault)
        {
            throw new ClusterDatabaseException(
                StorageFault.DirectoryInUse,
                $"The data directory '{directory}' is in use by another process. Stop that process, or give this one its own Storage:DataDirectory.",
                fault);
        }
    }

    public void Dispose() => _file.Dispose();
}
