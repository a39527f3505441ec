using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Events;
using PresenceCluster.Storage.Users;
using Xunit;

namespace PresenceCluster.Tests.Storage;

/// <summary>Makes empty databases of one dialect; the contract suite is run once with each.</summary>
public abstract class StorageDialect
{
    /// <summary>Options of a new, empty database.</summary>
    public abstract Task<StorageOptions> CreateOptionsAsync();

    internal abstract IUserStateStore CreateStore(ClusterDatabase database);

    internal abstract IEventLog CreateLog(ClusterDatabase database);
}

public sealed class SqliteDialect : StorageDialect, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("presence-sqlite-").FullName;
    private int _databases;

    public override Task<StorageOptions> CreateOptionsAsync()
        => Task.FromResult(new StorageOptions { DataDirectory = Path.Combine(_directory, $"{Interlocked.Increment(ref _databases)}") });

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    internal override IUserStateStore CreateStore(ClusterDatabase database) => new SqliteUserStateStore(database.DataSource);

    internal override IEventLog CreateLog(ClusterDatabase database) => new SqliteEventLog(database.DataSource);
}

public sealed class PostgresDialect : StorageDialect, IAsyncLifetime
{
    private readonly PostgresServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public override async Task<StorageOptions> CreateOptionsAsync()
        => new() { Mode = StorageMode.PostgreSql, ConnectionString = await _server.CreateDatabaseAsync() };

    internal override IUserStateStore CreateStore(ClusterDatabase database) => new NpgsqlUserStateStore(database.DataSource);

    internal override IEventLog CreateLog(ClusterDatabase database) => new NpgsqlEventLog(database.DataSource, TimeProvider.System);
}

/// <summary>One server for all classes of PostgreSQL tests.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresDialect>
{
    public const string Name = "PostgreSQL";
}
