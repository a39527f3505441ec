using System.Data.Common;
using Microsoft.Data.Sqlite;
using PresenceCluster.Domain;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// User rows in the embedded file. One transaction per batch is the whole gain: a commit costs many times what a row does.
/// The driver works synchronously, so a batch occupies the thread that brings it. The file has one process, so a dead writer needs no
/// fence.
/// </summary>
internal sealed class SqliteUserStateStore(DbDataSource dataSource) : IUserStateStore
{
    private const string Insert =
        "INSERT INTO presence_user (app, user_id, version, payload, hash, due_at, online_bucket) "
        + "VALUES (@app, @user, @version, @payload, @hash, @due, @online) "
        + "ON CONFLICT DO NOTHING";

    private const string Update =
        "UPDATE presence_user SET version = @version, payload = @payload, due_at = @due, online_bucket = @online "
        + "WHERE app = @app AND user_id = @user AND version = @expected";

    private const string Delete = "DELETE FROM presence_user WHERE app = @app AND user_id = @user AND version = @expected";

    private const string Select = "SELECT version, payload FROM presence_user WHERE app = @app AND user_id = @user";

    public async Task<StoredUserState?[]> ReadManyAsync(IReadOnlyList<UserKey> keys, CancellationToken cancellationToken)
    {
        await using var connection = (SqliteConnection)await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(deferred: true);
        await using var select = new SqliteRowStatement(connection, transaction, Select);
        var states = new StoredUserState?[keys.Count];
        for (var i = 0; i < states.Length; i++)
            states[i] = select.Read(keys[i]);
        return states;
    }

    public async Task<UserStateWriteResult[]> WriteManyAsync(IReadOnlyList<UserStateWrite> writes, CancellationToken cancellationToken)
    {
        await using var connection = (SqliteConnection)await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(deferred: false);
        await using var insert = new SqliteRowStatement(connection, transaction, Insert);
        await using var update = new SqliteRowStatement(connection, transaction, Update);
        await using var delete = new SqliteRowStatement(connection, transaction, Delete);
        await using var select = new SqliteRowStatement(connection, transaction, Select);
        await using var log = new SqliteEventStatement(connection, transaction);
        await using var tally = new SqliteTallyStatement(connection, transaction);

        var results = new UserStateWriteResult[writes.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var write = writes[i];
            var statement = write switch
            {
                { Next: null } => delete,
                { ExpectedVersion: 0 } => insert,
                _ => update,
            };
            if (statement.Change(write))
            {
                log.Insert(write);
                tally.Note(write);
                results[i] = UserStateWriteResult.Written.Instance;
            }
            else
            {
                results[i] = new UserStateWriteResult.Conflict(select.Read(write.Key));
            }
        }

        tally.Save();
        await transaction.CommitAsync(cancellationToken);
        return results;
    }

    public StoreFailure Classify(Exception fault)
        => fault is SqliteException { SqliteErrorCode: not (5 or 6 or 10 or 13 or 14) }
            ? StoreFailure.Rejected
            : StoreFailure.Unavailable; // Busy, locked, I/O error, disk full, cannot open; or no answer of SQLite at all.
}
