using Microsoft.Data.Sqlite;
using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>Puts events into the log, compiled once per batch and run for row after row.</summary>
internal sealed class SqliteEventStatement : IAsyncDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _app;
    private readonly SqliteParameter _partition;
    private readonly SqliteParameter _user;
    private readonly SqliteParameter _version;
    private readonly SqliteParameter _at;
    private readonly SqliteParameter _payload;

    public SqliteEventStatement(SqliteConnection connection, SqliteTransaction transaction)
    {
        _command = connection.CreateCommand();
        _command.Transaction = transaction;
        _command.CommandText =
            "INSERT INTO presence_event (app, partition, user_id, version, at, payload) VALUES (@app, @partition, @user, @version, @at, @payload)";
        _app = _command.Parameters.Add("@app", SqliteType.Integer);
        _partition = _command.Parameters.Add("@partition", SqliteType.Integer);
        _user = _command.Parameters.Add("@user", SqliteType.Text);
        _version = _command.Parameters.Add("@version", SqliteType.Integer);
        _at = _command.Parameters.Add("@at", SqliteType.Integer);
        _payload = _command.Parameters.Add("@payload", SqliteType.Blob);
    }

    /// <summary>Logs the events of a row that has been changed.</summary>
    public void Insert(UserStateWrite write)
    {
        foreach (var happened in write.Events)
        {
            _app.Value = (long)write.Key.App.Value;
            _partition.Value = EventPartition.Of(write.Key);
            _user.Value = write.Key.UserId;
            _version.Value = happened.Version;
            _at.Value = happened.At.UtcTicks;
            _payload.Value = happened.Payload;
            _command.ExecuteNonQuery();
        }
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
