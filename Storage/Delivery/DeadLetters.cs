using System.Collections.Immutable;
using System.Data.Common;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Delivery;

/// <summary>Events that were given up, as the operator sees them: look, send again, delete.</summary>
public sealed class DeadLetters(ClusterDatabase database)
{
    private const string Select = $"""
        SELECT {LateEvents.Columns} FROM presence_late_event
        WHERE {LateEvents.OfEndpoint} AND dead_at IS NOT NULL AND (xact, number) > (@xact, @number) ORDER BY xact, number LIMIT @count
        """;

    private const string Count = $"""
        SELECT COUNT(CASE WHEN dead_at IS NULL THEN 1 END), COUNT(dead_at) FROM presence_late_event WHERE {LateEvents.OfEndpoint}
        """;

    private const string Revive = $"""
        UPDATE presence_late_event SET dead_at = NULL, attempts = 0, next_at = NULL, expires_at = @expires
        WHERE {LateEvents.OfEndpoint} AND dead_at IS NOT NULL AND xact = @xact AND number = @number
        """;

    private const string Delete =
        $"DELETE FROM presence_late_event WHERE {LateEvents.OfEndpoint} AND dead_at IS NOT NULL AND xact = @xact AND number = @number";

    private const string DeleteOld = $"""
        DELETE FROM presence_late_event WHERE {LateEvents.OfEndpoint} AND (xact, number) IN (
            SELECT xact, number FROM presence_late_event WHERE {LateEvents.OfEndpoint} AND dead_at < @before ORDER BY xact, number LIMIT @count)
        """;

    private const int PageMax = 1_000;

    private readonly DbDataSource _source = database.DataSource;

    /// <summary>A page in the log's order.</summary>
    public async Task<IReadOnlyList<LateEvent>> ReadAsync(
        AppId app, string endpointId, EventPosition after, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            Select, [.. LateEvents.Of(app, endpointId), ("@xact", after.Xact()), ("@number", after.Number), ("@count", countMax)]);
        return await LateEvents.ReadAsync(command, app, cancellationToken);
    }

    /// <summary>How many events are parked, and how many dead.</summary>
    public async Task<(long Parked, long Dead)> CountAsync(AppId app, string endpointId, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(Count, LateEvents.Of(app, endpointId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Parks dead letters again, each with a new time. Returns how many.</summary>
    /// <param name="app">The app.</param>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="positions">The events; empty for all.</param>
    /// <param name="now">When they are due.</param>
    /// <param name="expiresAt">When they are given up again.</param>
    /// <param name="cancellationToken">Cancels the call; what was parked so far stays parked.</param>
    public async Task<int> ResendAsync(
        AppId app,
        string endpointId,
        ImmutableArray<EventPosition> positions,
        DateTimeOffset now,
        DateTimeOffset expiresAt,
        CancellationToken cancellationToken)
    {
        var count = 0;
        var after = EventPosition.Start;
        while (await ReadAsync(app, endpointId, after, PageMax, cancellationToken) is { Count: > 0 } page)
        {
            after = page[^1].Position;
            var chosen = positions.IsEmpty ? page : [.. page.Where(letter => positions.Contains(letter.Position))];
            SqlCommandText[] holds =
                [.. chosen.Select(letter => EventPartition.Of(letter.User)).Distinct().Order()
                    .Select(partition => LateEvents.Holding(app, endpointId, partition))];
            SqlCommandText[] revivals =
                [.. chosen.Select(letter => new SqlCommandText(
                    Revive, [.. LateEvents.At(app, endpointId, letter.Position), ("@expires", expiresAt.UtcTicks)]))];
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            var changed = await connection.RunTogetherAsync(
                [
                    .. holds,
                    .. revivals,
                    .. chosen.Select(letter => letter.User.UserId).Distinct().SelectMany(user => LateEvents.Promoting(app, endpointId, user, now)),
                ],
                cancellationToken);
            count += changed.Skip(holds.Length).Take(revivals.Length).Sum();
        }

        return count;
    }

    /// <summary>Deletes dead letters; all when none is named. Returns how many.</summary>
    public async Task<int> PurgeAsync(AppId app, string endpointId, ImmutableArray<EventPosition> positions, CancellationToken cancellationToken)
    {
        if (positions.IsEmpty)
            return await TrimAsync(app, endpointId, DateTimeOffset.MaxValue, cancellationToken);
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        var count = 0;
        foreach (var position in positions)
            count += await connection.Command(Delete, LateEvents.At(app, endpointId, position)).RunAsync(cancellationToken);
        return count;
    }

    /// <summary>Deletes those that were given up before an instant, a page at a time. Returns how many.</summary>
    public async Task<int> TrimAsync(AppId app, string endpointId, DateTimeOffset diedBefore, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        return await connection.DeletePagesAsync(
            new SqlCommandText(DeleteOld, [.. LateEvents.Of(app, endpointId), ("@before", diedBefore.UtcTicks), ("@count", PageMax)]), cancellationToken);
    }
}
