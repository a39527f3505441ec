using System.Collections.Immutable;
using System.Data.Common;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Delivery;

/// <summary>The dead events, as the operator sees them: look, send again, delete.</summary>
public sealed class DeadLetters(ClusterDatabase database)
{
    private const string Select = $"""
        SELECT {ParkedEvents.Columns} FROM presence_parked_event
        WHERE {ParkedEvents.OfEndpoint} AND dead_at IS NOT NULL AND (xact, number) > (@xact, @number) ORDER BY xact, number LIMIT @count
        """;

    private const string Count = $"""
        SELECT COUNT(CASE WHEN dead_at IS NULL THEN 1 END), COUNT(dead_at) FROM presence_parked_event WHERE {ParkedEvents.OfEndpoint}
        """;

    private const string ParkAgain = $"""
        UPDATE presence_parked_event SET dead_at = NULL, attempts = 0, next_at = NULL, expires_at = @expires
        WHERE {ParkedEvents.OfEndpoint} AND dead_at IS NOT NULL AND xact = @xact AND number = @number
        """;

    private const string Delete =
        $"DELETE FROM presence_parked_event WHERE {ParkedEvents.OfEndpoint} AND dead_at IS NOT NULL AND xact = @xact AND number = @number";

    private const string DeleteOld = $"""
        DELETE FROM presence_parked_event WHERE {ParkedEvents.OfEndpoint} AND (xact, number) IN (
            SELECT xact, number FROM presence_parked_event
            WHERE {ParkedEvents.OfEndpoint} AND dead_at < @before ORDER BY xact, number LIMIT @count)
        """;

    private const int PageMax = 1_000;

    private readonly DbDataSource _source = database.DataSource;

    /// <summary>A page in the log's order.</summary>
    public async Task<IReadOnlyList<ParkedEvent>> ReadAsync(
        AppId app, string endpointId, EventPosition after, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            Select, [.. ParkedEvents.Of(app, endpointId), ("@xact", after.Xact()), ("@number", after.Number), ("@count", countMax)]);
        return await ParkedEvents.ReadAsync(command, app, cancellationToken);
    }

    /// <summary>How many events are parked, and how many dead.</summary>
    public async Task<(long Parked, long Dead)> CountAsync(AppId app, string endpointId, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(Count, ParkedEvents.Of(app, endpointId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Parks dead events again, each with a new time. Returns how many.</summary>
    /// <param name="app">The app.</param>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="positions">The events; empty for all.</param>
    /// <param name="now">When they are due.</param>
    /// <param name="expiresAt">From when on a failed try makes them dead again.</param>
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
                    .Select(partition => ParkedEvents.Holding(app, endpointId, partition))];
            SqlCommandText[] parkings =
                [.. chosen.Select(letter => new SqlCommandText(
                    ParkAgain, [.. ParkedEvents.At(app, endpointId, letter.Position), ("@expires", expiresAt.UtcTicks)]))];
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            var changed = await connection.RunTogetherAsync(
                [
                    .. holds,
                    .. parkings,
                    .. chosen.Select(letter => letter.User.UserId).Distinct()
                        .SelectMany(user => ParkedEvents.Promoting(app, endpointId, user, now)),
                ],
                cancellationToken);
            count += changed.Skip(holds.Length).Take(parkings.Length).Sum();
        }

        return count;
    }

    /// <summary>Deletes dead events; all when none is named. Returns how many.</summary>
    public async Task<int> PurgeAsync(AppId app, string endpointId, ImmutableArray<EventPosition> positions, CancellationToken cancellationToken)
    {
        if (positions.IsEmpty)
            return await TrimAsync(app, endpointId, DateTimeOffset.MaxValue, cancellationToken);
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        var count = 0;
        foreach (var position in positions)
            count += await connection.Command(Delete, ParkedEvents.At(app, endpointId, position)).RunAsync(cancellationToken);
        return count;
    }

    /// <summary>Deletes those that died before an instant, a page at a time. Returns how many.</summary>
    public async Task<int> TrimAsync(AppId app, string endpointId, DateTimeOffset diedBefore, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        return await connection.DeletePagesAsync(
            new SqlCommandText(DeleteOld, [.. ParkedEvents.Of(app, endpointId), ("@before", diedBefore.UtcTicks), ("@count", PageMax)]),
            cancellationToken);
    }
}
