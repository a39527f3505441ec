using Microsoft.Data.Sqlite;
using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>One statement about one user row, compiled once per batch and run for row after row.</summary>
internal sealed class SqliteRowStatement : IAsyncDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _app;
    private readonly SqliteParameter _user;
    private readonly SqliteParameter _expected;
    private readonly SqliteParameter _version;
    private readonly SqliteParameter _payload;
    private readonly SqliteParameter _hash;
    private readonly SqliteParameter _due;
    private readonly SqliteParameter _online;

    public SqliteRowStatement(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        _command = connection.CreateCommand();
        _command.Transaction = transaction;
        _command.CommandText = sql;
        _app = _command.Parameters.Add("@app", SqliteType.Integer);
        _user = _command.Parameters.Add("@user", SqliteType.Text);
        _expected = _command.Parameters.Add("@expected", SqliteType.Integer);
        _version = _command.Parameters.Add("@version", SqliteType.Integer);
        _payload = _command.Parameters.Add("@payload", SqliteType.Blob);
        _hash = _command.Parameters.Add("@hash", SqliteType.Integer);
        _due = _command.Parameters.Add("@due", SqliteType.Integer);
        _online = _command.Parameters.Add("@online", SqliteType.Integer);
        _expected.Value = _version.Value = _hash.Value = 0L;
        _due.Value = _online.Value = DBNull.Value;
        _payload.Value = Array.Empty<byte>();
    }

    /// <summary>Whether the row was as expected and is changed.</summary>
    public bool Change(UserStateWrite write)
    {
        SetKey(write.Key);
        _expected.Value = write.ExpectedVersion;
        if (write.Next is { } next)
        {
            _version.Value = next.Version;
            _payload.Value = next.Payload;
            _hash.Value = (long)write.Due.Hash;
            _due.Value = write.Due.At is { } at ? at.UtcTicks : DBNull.Value;
            _online.Value = write.OnlineBucket is { } bucket ? (long)bucket : DBNull.Value;
        }

        return _command.ExecuteNonQuery() == 1;
    }

    /// <summary>The row's version and payload; null when there is no row.</summary>
    public StoredUserState? Read(UserKey key)
    {
        SetKey(key);
        using var reader = _command.ExecuteReader();
        return reader.Read() ? new StoredUserState(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private void SetKey(UserKey key)
    {
        _app.Value = (long)key.App.Value;
        _user.Value = key.UserId;
    }
}
