using System.Collections.Immutable;
using System.Data.Common;
using PresenceCluster.Cluster.Storage;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces;

namespace PresenceCluster.Grains.Delivery.Storage;

/// <summary>
/// Events set aside, as deliveries see them: parked ones, of which only the first of each user has a time for its next try. What the
/// operator does with the dead ones stands in <see cref="DeadLetters"/>.
/// </summary>
internal sealed class LateEvents(ClusterDatabase database)
{
    internal const string Columns = "xact, number, user_id, first_version, before, payload, attempts, expires_at, dead_at, last_error";

    /// <summary>Gives a time to the first parked event of a user that has none.</summary>
    internal const string Promote = """
        UPDATE presence_late_event SET next_at = @next
        WHERE app = @app AND endpoint = @endpoint AND user_id = @user AND dead_at IS NULL AND next_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM presence_late_event AS e
            WHERE e.app = presence_late_event.app AND e.endpoint = presence_late_event.endpoint AND e.user_id = presence_late_event.user_id
                AND e.dead_at IS NULL AND (e.xact, e.number) < (presence_late_event.xact, presence_late_event.number))
        """;

    // Whoever adds holds the lane's row meanwhile, so a silo that lost the lane cannot park what its successor has delivered.
    private const string Fence = """
        UPDATE presence_delivery SET saved_at = saved_at
        WHERE app = @app AND endpoint = @endpoint AND partition = @partition AND epoch = @epoch
        """;

    private const string Insert = $"""
        INSERT INTO presence_late_event (app, endpoint, partition, {Columns})
        VALUES (@app, @endpoint, @partition, @xact, @number, @user, @first, @before, @payload, @attempts, @expires, @dead, @error)
        ON CONFLICT DO NOTHING
        """;

    private const string SelectParked =
        "SELECT DISTINCT user_id FROM presence_late_event WHERE app = @app AND endpoint = @endpoint AND dead_at IS NULL AND user_id IN ";

    private const string SelectDue = $"""
        SELECT {Columns} FROM presence_late_event
        WHERE app = @app AND endpoint = @endpoint AND next_at <= @now ORDER BY next_at LIMIT @count
        """;

    private const string Delete = "DELETE FROM presence_late_event WHERE app = @app AND endpoint = @endpoint AND xact = @xact AND number = @number";

    private const string Postpone = """
        UPDATE presence_late_event SET attempts = attempts + 1, next_at = @next, last_error = @error
        WHERE app = @app AND endpoint = @endpoint AND xact = @xact AND number = @number
        """;

    private const string Bury = """
        UPDATE presence_late_event SET attempts = attempts + 1, next_at = NULL, dead_at = @now, last_error = @error
        WHERE app = @app AND endpoint = @endpoint AND xact = @xact AND number = @number
        """;

    private readonly DbDataSource _source = database.DataSource;

    /// <summary>Sets events of a lane aside. False, and nothing is stored, when the lane is not the caller's any more.</summary>
    public async Task<bool> AddAsync(LaneLease lease, IReadOnlyList<LateEvent> events, DateTimeOffset nextAt, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        (string, object?)[] lane =
            [("@app", (long)lease.Lane.App.Value), ("@endpoint", lease.Lane.EndpointId), ("@partition", lease.Lane.Partition)];
        if (await connection.Command(Fence, [.. lane, ("@epoch", lease.Epoch)]).In(transaction).RunAsync(cancellationToken) == 0)
            return false;

        foreach (var late in events)
            await connection.Command(Insert, [.. lane, .. Row(late)]).In(transaction).RunAsync(cancellationToken);
        foreach (var user in events.Select(late => late.User.UserId).Distinct())
            await PromoteAsync(connection, transaction, lease.Lane.App, lease.Lane.EndpointId, user, nextAt, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Those of the users who have parked events: what follows must be parked behind them.</summary>
    public async Task<HashSet<string>> FindParkedAsync(LaneKey lane, IReadOnlyCollection<string> userIds, CancellationToken cancellationToken)
    {
        var names = userIds.Select((_, i) => $"@u{i}").ToArray();
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            $"{SelectParked} ({string.Join(", ", names)})",
            [("@app", (long)lane.App.Value), ("@endpoint", lane.EndpointId), .. userIds.Select((user, i) => (names[i], (object?)user))]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var parked = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            parked.Add(reader.GetString(0));
        return parked;
    }

    /// <summary>Parked events of an endpoint whose time has come, over all partitions.</summary>
    public async Task<IReadOnlyList<LateEvent>> ReadDueAsync(
        AppId app, string endpointId, DateTimeOffset now, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            SelectDue, ("@app", (long)app.Value), ("@endpoint", endpointId), ("@now", now.UtcTicks), ("@count", countMax));
        return await ReadAsync(command, app, cancellationToken);
    }

    /// <summary>It was delivered; the next one of its user is due.</summary>
    public Task CompleteAsync(string endpointId, LateEvent late, DateTimeOffset now, CancellationToken cancellationToken)
        => ChangeAsync(Delete, endpointId, late, now, [], cancellationToken);

    /// <summary>It failed again and has another time.</summary>
    public Task PostponeAsync(string endpointId, LateEvent late, string error, DateTimeOffset nextAt, CancellationToken cancellationToken)
        => ChangeAsync(Postpone, endpointId, late, nextAt, [("@next", nextAt.UtcTicks), ("@error", error)], cancellationToken);

    /// <summary>It is given up; the next one of its user is due.</summary>
    public Task BuryAsync(string endpointId, LateEvent late, string error, DateTimeOffset now, CancellationToken cancellationToken)
        => ChangeAsync(Bury, endpointId, late, now, [("@now", now.UtcTicks), ("@error", error)], cancellationToken);

    internal static async Task<IReadOnlyList<LateEvent>> ReadAsync(DbCommand command, AppId app, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<LateEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var recorded = new RecordedEvent
            {
                Position = reader.GetPosition(0),
                User = new UserKey(app, reader.GetString(2)),
                Event = StatusEventCodec.Decode(reader.GetFieldValue<byte[]>(5)),
            };
            events.Add(new LateEvent
            {
                Outgoing = new OutgoingEvent(recorded, reader.GetInt64(3), (PresenceStatus)reader.GetInt32(4)),
                Attempts = reader.GetInt32(6),
                ExpiresAt = reader.GetInstant(7),
                DeadAt = await reader.IsDBNullAsync(8, cancellationToken) ? null : reader.GetInstant(8),
                LastError = reader.GetString(9),
            });
        }

        return events;
    }

    internal static Task PromoteAsync(
        DbConnection connection, DbTransaction transaction, AppId app, string endpointId, string userId, DateTimeOffset nextAt, CancellationToken cancellationToken)
        => connection.Command(
            Promote, ("@app", (long)app.Value), ("@endpoint", endpointId), ("@user", userId), ("@next", nextAt.UtcTicks))
            .In(transaction).RunAsync(cancellationToken);

    private async Task ChangeAsync(
        string statement,
        string endpointId,
        LateEvent late,
        DateTimeOffset nextAt,
        ImmutableArray<(string, object?)> values,
        CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var app = late.User.App;
        await connection.Command(
            statement,
            [("@app", (long)app.Value), ("@endpoint", endpointId), ("@xact", late.Position.Xact()), ("@number", late.Position.Number), .. values])
            .In(transaction).RunAsync(cancellationToken);
        await PromoteAsync(connection, transaction, app, endpointId, late.User.UserId, nextAt, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static (string, object?)[] Row(LateEvent late) =>
    [
        ("@xact", late.Position.Xact()),
        ("@number", late.Position.Number),
        ("@user", late.User.UserId),
        ("@first", late.Outgoing.FirstVersion),
        ("@before", (int)late.Outgoing.Before),
        ("@payload", StatusEventCodec.Encode(late.Outgoing.Recorded.Event)),
        ("@attempts", late.Attempts),
        ("@expires", late.ExpiresAt.UtcTicks),
        ("@dead", late.DeadAt?.UtcTicks),
        ("@error", late.LastError),
    ];
}
