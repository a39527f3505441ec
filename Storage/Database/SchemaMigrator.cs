using System.Data;
using System.Data.Common;
using System.Globalization;

namespace PresenceCluster.Storage.Database;

/// <summary>
/// Brings the schema up to date before any silo starts. It runs in one transaction behind one lock, so ten processes may start at once: the
/// first does the work, and the others find it done. A schema newer than this program is refused and left unchanged.
/// </summary>
/// <remarks>
/// Schema steps run once. Query rows are compared at every start, because silos read them only then. New query rows must stay compatible
/// with silos that still run.
/// </remarks>
internal sealed class SchemaMigrator(DbDataSource dataSource, StorageMode mode, SchemaScripts scripts, TimeSpan timeout)
{
    // An arbitrary number that must never change: it names the lock for processes of all versions.
    private const long LockKey = 0x70726573656e6365;

    private readonly int _timeoutSeconds = (int)timeout.TotalSeconds;

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginExclusiveAsync(connection, cancellationToken);
        var found = await ReadVersionAsync(connection, transaction, cancellationToken);
        if (found > scripts.Version)
        {
            throw new ClusterDatabaseException(
                StorageFault.SchemaTooNew,
                $"The database has schema version {found}, but this program knows versions up to {scripts.Version} only. "
                + "Start the newer program, or restore a backup made before the upgrade.");
        }

        for (var version = found; version < scripts.Version; version++)
            await ExecuteAsync(connection, transaction, scripts.Steps[version], cancellationToken);
        if (found < scripts.Version)
            await WriteVersionAsync(connection, transaction, cancellationToken);
        await WriteQueriesAsync(connection, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // SQLite begins a serializable transaction with BEGIN IMMEDIATE, which is the lock.
        if (mode == StorageMode.Embedded)
            return await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);

        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await ExecuteAsync(
            connection,
            transaction,
            string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = '{_timeoutSeconds}s'; SELECT pg_advisory_xact_lock({LockKey})"),
            cancellationToken);
        return transaction;
    }

    private async Task<int> ReadVersionAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            connection, transaction, "CREATE TABLE IF NOT EXISTS presence_schema (version integer NOT NULL)", cancellationToken);
        await using var command = CreateCommand(connection, transaction, "SELECT COALESCE(MAX(version), 0) FROM presence_schema");
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private Task WriteVersionAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
        => ExecuteAsync(
            connection,
            transaction,
            string.Create(
                CultureInfo.InvariantCulture,
                $"DELETE FROM presence_schema; INSERT INTO presence_schema (version) VALUES ({scripts.Version})"),
            cancellationToken);

    private async Task WriteQueriesAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand(
            connection,
            transaction,
            """
            INSERT INTO OrleansQuery AS q (QueryKey, QueryText) VALUES (@key, @text)
            ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText WHERE q.QueryText <> excluded.QueryText
            """);
        var key = AddParameter(command, "key");
        var text = AddParameter(command, "text");
        foreach (var (queryKey, queryText) in scripts.Queries)
        {
            key.Value = queryKey;
            text.Value = queryText;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static DbParameter AddParameter(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = DbType.String;
        command.Parameters.Add(parameter);
        return parameter;
    }

    private async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand(connection, transaction, sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbCommand CreateCommand(DbConnection connection, DbTransaction transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.CommandTimeout = _timeoutSeconds;
        return command;
    }
}
