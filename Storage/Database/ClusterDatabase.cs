using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using PresenceCluster.Storage.Clocks;

namespace PresenceCluster.Storage.Database;

/// <summary>
/// The one database of this process. The program's entry point opens it before the silo is built and closes it after the silo has stopped.
/// Its schema is up to date, and its time started the process's clock. Orleans' providers and the user storage take their connections from it.
/// </summary>
public sealed class ClusterDatabase : IAsyncDisposable
{
    private readonly DataDirectoryLock? _directoryLock;
    private ProcessClock? _clock;

    private ClusterDatabase(StorageMode mode, DbDataSource dataSource, IClockReference clockReference, DataDirectoryLock? directoryLock)
    {
        Mode = mode;
        DataSource = dataSource;
        ClockReference = clockReference;
        _directoryLock = directoryLock;
    }

    /// <summary>Embedded or PostgreSQL.</summary>
    public StorageMode Mode { get; }

    /// <summary>The source of connections.</summary>
    public DbDataSource DataSource { get; }

    /// <summary>The name by which Orleans' ADO.NET providers know the driver. The name for SQLite selects Microsoft.Data.Sqlite.</summary>
    public string Invariant => Mode == StorageMode.Embedded ? "System.Data.SQLite" : "Npgsql";

    /// <summary>The process's clock. It started from the reference's time when the database was opened.</summary>
    public ProcessClock Clock => _clock ?? throw new UnreachableException("The database is not open.");

    /// <summary>What the process's clock follows.</summary>
    public IClockReference ClockReference { get; }

    /// <summary>From how great a difference to the database's clock on this process must not be sent clients.</summary>
    public TimeSpan ClockSkewMax { get; private init; } = TimeSpan.MaxValue;

    /// <summary>Opens the database and brings its schema up to date.</summary>
    /// <exception cref="OptionsValidationException">The options are wrong; every error is named.</exception>
    /// <exception cref="ClusterDatabaseException">The database cannot be used; the message is for the operator.</exception>
    public static Task<ClusterDatabase> OpenAsync(StorageOptions options, CancellationToken cancellationToken = default)
        => OpenAsync(options, TimeProvider.System, cancellationToken);

    /// <summary>Opens the database on a machine whose clocks are given.</summary>
    internal static async Task<ClusterDatabase> OpenAsync(StorageOptions options, TimeProvider machine, CancellationToken cancellationToken = default)
    {
        var validation = new StorageOptionsValidator().Validate(Options.DefaultName, options);
        if (validation.Failed)
            throw new OptionsValidationException(StorageOptions.Section, typeof(StorageOptions), validation.Failures);

        ClusterDatabase? database = null;
        try
        {
            database = options.Mode == StorageMode.Embedded
                ? CreateEmbedded(options, machine)
                : await CreatePostgreSqlAsync(options, machine, cancellationToken);
            await database.StartClockAsync(machine, cancellationToken);
            var scripts = SchemaScripts.Load(options.Mode);
            await new SchemaMigrator(database.DataSource, options.Mode, scripts, options.MigrationTimeout).MigrateAsync(cancellationToken);
            if (options.Mode == StorageMode.Embedded)
                await database.ForgetEarlierRunAsync(cancellationToken);
            return database;
        }
        catch (Exception fault)
        {
            // Whatever it is, it is thrown on. A database that did not open must not keep its directory locked.
            if (database is not null)
                await database.DisposeAsync();
            if (ClusterDatabaseException.For(Describe(options), fault) is { } refusal)
                throw refusal;
            throw;
        }
    }

    /// <summary>Refuses a database that another cluster uses.</summary>
    /// <param name="clusterId">This process's cluster.</param>
    /// <param name="serviceId">This process's service.</param>
    /// <param name="aliveWithin">A member that has given no sign of life for this long has ended.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ClusterDatabaseException">It is another cluster's (<see cref="StorageFault.OfAnotherCluster"/>).</exception>
    public Task CheckTenancyAsync(string clusterId, string serviceId, TimeSpan aliveWithin, CancellationToken cancellationToken = default)
        => new DatabaseTenancy(DataSource, Mode, Clock).CheckAsync(clusterId, serviceId, aliveWithin, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        _directoryLock?.Dispose();
    }

    private static ClusterDatabase CreateEmbedded(StorageOptions options, TimeProvider machine)
    {
        var directoryLock = DataDirectoryLock.Take(options.DataDirectory);
        return new ClusterDatabase(options.Mode, new SqliteDataSource(options), new MachineReference(machine), directoryLock);
    }

    private static async Task<ClusterDatabase> CreatePostgreSqlAsync(
        StorageOptions options, TimeProvider machine, CancellationToken cancellationToken)
    {
        var dataSource = await PostgresDataSource.CreateAsync(options, cancellationToken);
        return new(options.Mode, dataSource, new DatabaseReference(dataSource, machine), directoryLock: null) { ClockSkewMax = options.ClockSkewMax };
    }

    /// <summary>
    /// Starts the process's clock, unless the machine's wall clock is far off. Orleans numbers the runs of a process by the wall clock, and
    /// log lines carry its time. No other part of the process depends on it.
    /// </summary>
    private async Task StartClockAsync(TimeProvider machine, CancellationToken cancellationToken)
    {
        var reading = await ClockReference.ReadAsync(cancellationToken);
        var machineAhead = reading.Machine - reading.Reference;
        if (machineAhead.Duration() > ClockSkewMax)
            throw ClocksApart(machineAhead);
        _clock = new ProcessClock(machine, reading);
    }

    private ClusterDatabaseException ClocksApart(TimeSpan ahead) => new(
        StorageFault.ClocksApart,
        $"This machine's clock is {Math.Abs(ahead.TotalSeconds):F1} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the database's, more than "
        + $"Storage:ClockSkewMax ({ClockSkewMax.TotalSeconds:F0} s) allows. Synchronise both clocks (NTP), then start again.");

    /// <summary>Names the database without the connection string, which holds the password.</summary>
    private static string Describe(StorageOptions options)
    {
        if (options.Mode == StorageMode.Embedded)
            return $"The embedded database in '{options.DataDirectory}'";
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return $"The PostgreSQL database '{settings.Database}' at {settings.Host}:{settings.Port} (user '{settings.Username}')";
    }

    /// <summary>
    /// Deletes the members of earlier runs. The embedded file belongs to one process, so all of them have ended. The version stays and is
    /// raised: a membership view of this run is newer than any before it, and a silo missing from it counts as dead.
    /// </summary>
    private async Task ForgetEarlierRunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            UPDATE OrleansMembershipVersionTable SET Version = Version + 1
            WHERE DeploymentId IN (SELECT DeploymentId FROM OrleansMembershipTable);
            DELETE FROM OrleansMembershipTable;
            """;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
