using System.Data.Common;
using Microsoft.Data.Sqlite;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Events;

/// <summary>The log in the embedded file. There is one writer, so the row's number is the order of the commits.</summary>
internal sealed class SqliteEventLog(DbDataSource dataSource) : IEventLog, IEventLogTrim
{
    private const string SelectPartition = """
        SELECT number, user_id, payload FROM presence_event
        WHERE app = @app AND partition = @partition AND number > @after ORDER BY number LIMIT @count
        """;

    private const string CountPartition = """
        SELECT COUNT(*), MIN(at) FROM (
            SELECT at FROM presence_event
            WHERE app = @app AND partition = @partition AND number > @after ORDER BY number LIMIT @count)
        """;

    private const string SelectUser = """
        SELECT number, user_id, payload FROM presence_event
        WHERE app = @app AND user_id = @user AND version < @version ORDER BY version DESC LIMIT @count
        """;

    private const string SelectEnd = "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'presence_event'";

    private const string SelectKept = "SELECT COALESCE(MAX(number), 0) FROM presence_event_kept WHERE app = @app";

    private const string Trim = """
        CREATE TEMP TABLE IF NOT EXISTS trimmed (number INTEGER NOT NULL PRIMARY KEY);
        DELETE FROM trimmed;
        INSERT INTO trimmed SELECT number FROM (
            SELECT number, at FROM presence_event
            WHERE app = @app AND partition = @partition AND number <= @upTo ORDER BY number LIMIT @count)
        WHERE at < @before;
        DELETE FROM presence_event WHERE number IN (SELECT number FROM trimmed);
        INSERT INTO presence_event_kept (app, number) SELECT @app, MAX(number) FROM trimmed HAVING COUNT(*) > 0
        ON CONFLICT (app) DO UPDATE SET number = MAX(number, excluded.number);
        SELECT COUNT(*) FROM trimmed
        """;

    // Each branch follows the index of the partitions, and SQLite merges them.
    private static readonly string SelectApp = string.Join(" UNION ALL ", Enumerable.Range(0, EventPartition.Count).Select(partition => $"""
        SELECT * FROM (SELECT number, user_id, payload FROM presence_event
        WHERE app = @app AND partition = {partition} AND number > @after ORDER BY number LIMIT @count)
        """)) + " ORDER BY number LIMIT @count";

    public Task<IReadOnlyList<RecordedEvent>> ReadAsync(AppId app, EventPosition after, int countMax, CancellationToken cancellationToken)
        => ReadAsync(app, SelectApp, [("@after", NumberBehind(after)), ("@count", countMax)], cancellationToken);

    public async Task<LogPage> ReadPartitionAsync(
        AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken)
        => new(
            await ReadAsync(
                app, SelectPartition, [("@partition", partition), ("@after", NumberBehind(after)), ("@count", countMax)], cancellationToken),
            IsWhole: true);

    public async Task<LogBacklog> CountAsync(
        AppId app, int partition, EventPosition after, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            CountPartition, ("@app", (long)app.Value), ("@partition", partition), ("@after", NumberBehind(after)), ("@count", countMax));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        DateTimeOffset? oldestAt = await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetInstant(1);
        return new LogBacklog(reader.GetInt64(0), Hidden: 0, oldestAt);
    }

    // The file has one writer, so a transaction that runs hides nothing that is stored.
    public Task<LogHoldup?> FindHoldupAsync(CancellationToken cancellationToken) => Task.FromResult<LogHoldup?>(null);

    public Task<IReadOnlyList<RecordedEvent>> ReadUserAsync(UserKey user, long beforeVersion, int countMax, CancellationToken cancellationToken)
        => ReadAsync(
            user.App, SelectUser, [("@user", user.UserId), ("@version", beforeVersion), ("@count", countMax)], cancellationToken);

    public Task<EventPosition> EndAsync(AppId app, CancellationToken cancellationToken) => ReadPositionAsync(app, SelectEnd, cancellationToken);

    public Task<EventPosition> KeptAfterAsync(AppId app, CancellationToken cancellationToken)
        => ReadPositionAsync(app, SelectKept, cancellationToken);

    public async Task<int> TrimAsync(
        AppId app, int partition, EventPosition upTo, DateTimeOffset happenedBefore, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = (SqliteConnection)await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(deferred: false);
        await using var command = connection.Command(
            Trim,
            ("@app", (long)app.Value),
            ("@partition", partition),
            ("@upTo", NumberBehind(upTo)),
            ("@before", happenedBefore.UtcTicks),
            ("@count", countMax)).In(transaction);
        var count = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return (int)count;
    }

    private async Task<IReadOnlyList<RecordedEvent>> ReadAsync(
        AppId app, string select, (string Name, object? Value)[] values, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(select, [("@app", (long)app.Value), .. values]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<RecordedEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new RecordedEvent
            {
                Position = new EventPosition(0, reader.GetInt64(0)),
                User = new UserKey(app, reader.GetString(1)),
                Event = StatusEventCodec.Decode(reader.GetFieldValue<byte[]>(2)),
            });
        }

        return events;
    }

    private async Task<EventPosition> ReadPositionAsync(AppId app, string select, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(select, ("@app", (long)app.Value));
        return new EventPosition(0, (long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    // A position with a transaction number comes from another database and counts as behind every event here.
    private static long NumberBehind(EventPosition position) => position.Commit == 0 ? position.Number : long.MaxValue;
}
