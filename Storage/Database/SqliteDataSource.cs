using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace PresenceCluster.Storage.Database;

/// <summary>
/// Connections to the embedded file, each with the settings that SQLite keeps per connection. This project's code and Orleans' providers
/// both get them.
/// </summary>
internal sealed class SqliteDataSource : DbDataSource
{
    private const string FileName = "presence.db";

    private readonly string _settings;

    public SqliteDataSource(StorageOptions options)
    {
        ConnectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.DataDirectory, FileName),
            DefaultTimeout = (int)options.CommandTimeout.TotalSeconds,
            Pooling = true,
        }.ToString();

        // WAL: readers never wait for the writer, and a commit is one append. busy_timeout: SQLite itself queues writers; the driver would
        // sleep 150 ms between tries. EmbeddedDurability explains the values of `synchronous`.
        var synchronous = options.Durability == EmbeddedDurability.PowerLoss ? "FULL" : "NORMAL";
        _settings = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"PRAGMA busy_timeout={options.CommandTimeout.TotalMilliseconds:F0}; PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};");
    }

    public override string ConnectionString { get; }

    protected override DbConnection CreateDbConnection()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.StateChange += OnStateChange;
        return connection;
    }

    protected override void Dispose(bool disposing)
    {
        // The pool keeps file handles open; they must be closed before another process uses the directory.
        if (disposing)
            SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
        base.Dispose(disposing);
    }

    protected override ValueTask DisposeAsyncCore()
    {
        Dispose(disposing: true);
        return ValueTask.CompletedTask;
    }

    private void OnStateChange(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState != ConnectionState.Open)
            return;

        var connection = (SqliteConnection)sender;

        // Orleans writes membership rows by a text with BEGIN and COMMIT in it. If one fails between them, the pooled connection is still
        // in its transaction, which must not reach the next user.
        var isInTransaction = SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0;
        using var command = connection.CreateCommand();
        command.CommandText = isInTransaction ? "ROLLBACK; " + _settings : _settings;
        command.ExecuteNonQuery();
    }
}
