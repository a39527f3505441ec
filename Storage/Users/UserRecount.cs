using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// Counts an app's users one by one and corrects the tally. The rows and the tally are read from one snapshot of the database, so their
/// difference is what the tally is off by, whatever is written meanwhile; it is added like any other change.
/// </summary>
public sealed class UserRecount(ClusterDatabase database, TimeProvider time)
{
    private const string SelectCountedAt = "SELECT counted_at FROM presence_tally_counted WHERE app = @app";
    private const string SelectTally = "SELECT kind, count FROM presence_tally WHERE app = @app";
    private const string SelectUsers = "SELECT payload FROM presence_user WHERE app = @app";

    // Of two that count at once, the one that ends first corrects; the other finds the instant changed and must not correct again.
    private const string ClaimFirst = "INSERT INTO presence_tally_counted (app, counted_at) VALUES (@app, @now) ON CONFLICT DO NOTHING";
    private const string ClaimNext = "UPDATE presence_tally_counted SET counted_at = @now WHERE app = @app AND counted_at = @before";

    /// <summary>When the app's users were last counted; null when they never were.</summary>
    public async Task<DateTimeOffset?> CountedAtAsync(AppId app, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(SelectCountedAt, ("@app", (long)app.Value));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetInstant(0) : null;
    }

    /// <summary>Counts and corrects.</summary>
    /// <param name="app">The app.</param>
    /// <param name="countedBefore">When its users were last counted, as the caller knows it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was added to the tally; nothing, too, when somebody else was faster.</returns>
    public async Task<IReadOnlyList<TallyChange>> RunAsync(AppId app, DateTimeOffset? countedBefore, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var corrections = await CompareAsync(connection, app, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var claim = countedBefore is { } before
            ? connection.Command(ClaimNext, ("@app", (long)app.Value), ("@now", time.GetUtcNow().UtcTicks), ("@before", before.UtcTicks))
            : connection.Command(ClaimFirst, ("@app", (long)app.Value), ("@now", time.GetUtcNow().UtcTicks));
        if (await claim.In(transaction).RunAsync(cancellationToken) == 0)
            return [];
        foreach (var (kind, change) in corrections)
        {
            await connection.Command(SqliteTallyStatement.AddChange, ("@app", (long)app.Value), ("@kind", (short)kind), ("@change", change))
                .In(transaction).RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return corrections;
    }

    private static async Task<List<TallyChange>> CompareAsync(DbConnection connection, AppId app, CancellationToken cancellationToken)
    {
        await using var snapshot = await BeginSnapshotAsync(connection, cancellationToken);
        var counts = new long[UserTally.Kinds];
        await using (var command = connection.Command(SelectTally, ("@app", (long)app.Value)).In(snapshot))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.GetInt32(0) is >= 0 and var kind && kind < counts.Length)
                    counts[kind] -= reader.GetInt64(1);
            }
        }

        await using (var command = connection.Command(SelectUsers, ("@app", (long)app.Value)).In(snapshot))
        await using (var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                UserTally.Add(UserPresenceCodec.Decode(reader.GetFieldValue<byte[]>(0)), 1, counts);
        }

        return [.. counts.Select((change, kind) => new TallyChange(kind, change)).Where(change => change.Count != 0)];
    }

    // A reading transaction of SQLite sees one snapshot and keeps no writer waiting, unless it is begun like a writing one.
    private static async ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken)
        => connection is SqliteConnection embedded
            ? embedded.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
}
