using PresenceCluster.Storage.Database;

namespace PresenceCluster.Benchmarks;

/// <summary>Where a benchmark stores: an embedded file that goes with it, or a PostgreSQL database that is given.</summary>
/// <param name="connectionString">The database; null for a file.</param>
internal sealed class BenchmarkStorage(string? connectionString) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("presence-benchmark-");

    /// <summary>For a store in this process.</summary>
    public StorageOptions Options => connectionString is null
        ? new StorageOptions { DataDirectory = _directory.FullName }
        : new StorageOptions { Mode = StorageMode.PostgreSql, ConnectionString = connectionString };

    /// <summary>For the service in a process of its own.</summary>
    public string[] Arguments => connectionString is null
        ? [$"--Storage:DataDirectory={_directory.FullName}"]
        : ["--Storage:Mode=PostgreSql", $"--Storage:ConnectionString={connectionString}"];

    public void Dispose() => _directory.Delete(recursive: true);
}
