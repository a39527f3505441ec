using Microsoft.Data.Sqlite;

namespace PresenceCluster.Storage.Users;

/// <summary>Adds up what the rows of a batch change of the tallies, and saves it with the batch.</summary>
internal sealed class SqliteTallyStatement : IAsyncDisposable
{
    /// <summary>Adds a change to a tally, in the SQL that both dialects understand.</summary>
    internal const string AddChange = """
        INSERT INTO presence_tally AS t (app, kind, stripe, count) VALUES (@app, @kind, 0, @change)
        ON CONFLICT (app, kind, stripe) DO UPDATE SET count = t.count + excluded.count
        """;

    private readonly Dictionary<(long App, int Kind), long> _changes = [];
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _app;
    private readonly SqliteParameter _kind;
    private readonly SqliteParameter _change;

    public SqliteTallyStatement(SqliteConnection connection, SqliteTransaction transaction)
    {
        _command = connection.CreateCommand();
        _command.Transaction = transaction;
        _command.CommandText = AddChange;
        _app = _command.Parameters.Add("@app", SqliteType.Integer);
        _kind = _command.Parameters.Add("@kind", SqliteType.Integer);
        _change = _command.Parameters.Add("@change", SqliteType.Integer);
    }

    /// <summary>Takes the change of a row that has been changed into account.</summary>
    public void Note(UserStateWrite write)
    {
        foreach (var (kind, count) in write.Tally)
        {
            var key = ((long)write.Key.App.Value, kind);
            _changes[key] = _changes.GetValueOrDefault(key) + count;
        }
    }

    /// <summary>Saves what was noted.</summary>
    public void Save()
    {
        foreach (var ((app, kind), change) in _changes)
        {
            if (change == 0)
                continue;
            _app.Value = app;
            _kind.Value = kind;
            _change.Value = change;
            _command.ExecuteNonQuery();
        }
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
