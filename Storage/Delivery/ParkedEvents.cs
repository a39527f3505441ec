using System.Collections.Immutable;
using System.Data.Common;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Delivery;

/// <summary>
/// The parked events of deliveries. Only the first parked event of each user has a time for its next try. <see cref="DeadLetters"/> holds
/// the operator's acts on the dead ones.
/// </summary>
public sealed class ParkedEvents(ClusterDatabase database)
{
    internal const string Columns = "xact, number, user_id, first_version, before, payload, attempts, expires_at, dead_at, last_error";

    internal const string OfEndpoint = "app = @app AND endpoint = @endpoint";

    private const string Promote = """
        UPDATE presence_parked_event SET next_at = @next
        WHERE app = @app AND endpoint = @endpoint AND next_at IS NULL AND (xact, number) = (
            SELECT e.xact, e.number FROM presence_parked_event AS e
            WHERE e.app = @app AND e.endpoint = @endpoint AND e.user_id = @user AND e.dead_at IS NULL
            ORDER BY e.xact, e.number LIMIT 1)
        """;

    // An older event of the user has been parked again. The event that was the first until then waits for it and loses its own time.
    private const string Demote = """
        UPDATE presence_parked_event SET next_at = NULL
        WHERE app = @app AND endpoint = @endpoint AND user_id = @user AND dead_at IS NULL AND next_at IS NOT NULL AND (xact, number) > (
            SELECT e.xact, e.number FROM presence_parked_event AS e
            WHERE e.app = @app AND e.endpoint = @endpoint AND e.user_id = @user AND e.dead_at IS NULL
            ORDER BY e.xact, e.number LIMIT 1)
        """;

    // Every change of a user's parked events locks the row of the user's lane. Without the lock one transaction could remove the last
    // parked event while another parks one behind it. Neither would see the other's row, and the new event would never get a time.
    private const string Hold = "UPDATE presence_delivery SET saved_at = saved_at WHERE app = @app AND endpoint = @endpoint AND partition = @partition";

    // On insert the same row also fences: a silo that has lost the lane cannot park events that its successor has delivered.
    private const string Fence = $"{Hold} AND epoch = @epoch";

    private const string Insert = $"""
        INSERT INTO presence_parked_event (app, endpoint, partition, {Columns})
        SELECT app, endpoint, partition, @xact, @number, @user, @first, @before, @payload, @attempts, @expires, CAST(@dead AS bigint), @error
        FROM presence_delivery WHERE app = @app AND endpoint = @endpoint AND partition = @partition AND epoch = @epoch
        ON CONFLICT DO NOTHING
        """;

    private const string SelectParked =
        "SELECT DISTINCT user_id FROM presence_parked_event WHERE app = @app AND endpoint = @endpoint AND dead_at IS NULL AND user_id IN ";

    private const string SelectNext = """
        SELECT user_id, next_at FROM presence_parked_event
        WHERE app = @app AND endpoint = @endpoint AND next_at IS NOT NULL ORDER BY next_at LIMIT @count
        """;

    private const string SelectUser = $"""
        SELECT {Columns} FROM presence_parked_event
        WHERE app = @app AND endpoint = @endpoint AND user_id = @user AND dead_at IS NULL ORDER BY xact, number LIMIT @count
        """;

    private const string Delete = """
        DELETE FROM presence_parked_event
        WHERE app = @app AND endpoint = @endpoint AND xact = @xact AND number = @number AND dead_at IS NULL
        """;

    private const string Postpone = """
        UPDATE presence_parked_event SET attempts = @attempts, next_at = @next, last_error = @error
        WHERE app = @app AND endpoint = @endpoint AND xact = @xact AND number = @number AND dead_at IS NULL
        """;

    private const string GiveUp = """
        UPDATE presence_parked_event SET attempts = attempts + 1, next_at = NULL, dead_at = @now, last_error = @error
        WHERE app = @app AND endpoint = @endpoint AND xact = @xact AND number = @number
        """;

    private readonly DbDataSource _source = database.DataSource;

    /// <summary>Parks events of a lane. Returns false, and stores nothing, when the caller has lost the lane.</summary>
    public async Task<bool> AddAsync(
        LaneLease lease, IReadOnlyList<ParkedEvent> events, DateTimeOffset nextAt, CancellationToken cancellationToken)
    {
        var key = lease.Lane;
        ImmutableArray<(string, object?)> lane =
            [.. Of(key.App, key.EndpointId), ("@partition", key.Partition), ("@epoch", lease.Epoch)];
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        var changed = await connection.RunTogetherAsync(
            [
                new SqlCommandText(Fence, lane),
                .. events.Select(parked => new SqlCommandText(Insert, [.. lane, .. Row(parked)])),
                .. events.Select(parked => parked.User.UserId).Distinct()
                    .SelectMany(user => Promoting(key.App, key.EndpointId, user, nextAt)),
            ],
            cancellationToken);
        return changed[0] > 0;
    }

    /// <summary>The given users that have parked events. Their later events must be parked too.</summary>
    public async Task<HashSet<string>> FindParkedAsync(LaneKey lane, IReadOnlyCollection<string> userIds, CancellationToken cancellationToken)
    {
        var names = userIds.Select((_, i) => $"@u{i}").ToArray();
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            $"{SelectParked} ({string.Join(", ", names)})",
            [.. Of(lane.App, lane.EndpointId), .. userIds.Select((user, i) => (names[i], (object?)user))]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var parked = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            parked.Add(reader.GetString(0));
        return parked;
    }

    /// <summary>
    /// The users with parked events of an endpoint, over all its partitions, and the time of each one's next try; the soonest first.
    /// </summary>
    public async Task<IReadOnlyList<(string User, DateTimeOffset At)>> ReadNextAsync(
        AppId app, string endpointId, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(SelectNext, [.. Of(app, endpointId), ("@count", countMax)]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var next = new List<(string, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
            next.Add((reader.GetString(0), reader.GetInstant(1)));
        return next;
    }

    /// <summary>The first parked events of a user, in their order.</summary>
    public async Task<IReadOnlyList<ParkedEvent>> ReadUserAsync(
        AppId app, string endpointId, string userId, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(SelectUser, [.. Of(app, endpointId), ("@user", userId), ("@count", countMax)]);
        return await ReadAsync(command, app, cancellationToken);
    }

    /// <summary>
    /// Records that these parked events of one user, at least one, were delivered. The first one left falls due. No others are touched: an
    /// older one may have been parked again meanwhile.
    /// </summary>
    public Task CompleteAsync(
        string endpointId, IReadOnlyList<ParkedEvent> delivered, DateTimeOffset now, CancellationToken cancellationToken)
        => ChangeAsync(
            endpointId, delivered[0].User, [.. delivered.Select(parked => At(Delete, endpointId, parked))], now, cancellationToken);

    /// <summary>It failed and has another time.</summary>
    public Task PostponeAsync(
        string endpointId, ParkedEvent parked, int attempts, string error, DateTimeOffset nextAt, CancellationToken cancellationToken)
        => ChangeAsync(
            endpointId,
            parked.User,
            [At(Postpone, endpointId, parked, ("@attempts", attempts), ("@next", nextAt.UtcTicks), ("@error", error))],
            nextAt,
            cancellationToken);

    /// <summary>These parked events of one user, at least one, are dead from now on. The first one left falls due.</summary>
    public Task GiveUpAsync(
        string endpointId, IReadOnlyList<ParkedEvent> failed, string error, DateTimeOffset now, CancellationToken cancellationToken)
        => ChangeAsync(
            endpointId,
            failed[0].User,
            [.. failed.Select(parked => At(GiveUp, endpointId, parked, ("@now", now.UtcTicks), ("@error", error)))],
            now,
            cancellationToken);

    internal static async Task<IReadOnlyList<ParkedEvent>> ReadAsync(DbCommand command, AppId app, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<ParkedEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var recorded = new RecordedEvent
            {
                Position = reader.GetPosition(0),
                User = new UserKey(app, reader.GetString(2)),
                Event = StatusEventCodec.Decode(reader.GetFieldValue<byte[]>(5)),
            };
            events.Add(new ParkedEvent
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

    /// <summary>The parameters that name an endpoint.</summary>
    internal static (string, object?)[] Of(AppId app, string endpointId) => [("@app", (long)app.Value), ("@endpoint", endpointId)];

    /// <summary>The parameters that name an event of an endpoint.</summary>
    internal static (string, object?)[] At(AppId app, string endpointId, EventPosition position)
        => [.. Of(app, endpointId), ("@xact", position.Xact()), ("@number", position.Number)];

    /// <summary>Gives the first parked event of a user a time, unless it has one, and takes the time from the others.</summary>
    internal static ImmutableArray<SqlCommandText> Promoting(AppId app, string endpointId, string userId, DateTimeOffset nextAt)
    {
        ImmutableArray<(string, object?)> user = [.. Of(app, endpointId), ("@user", userId)];
        return [new(Demote, user), new(Promote, [.. user, ("@next", nextAt.UtcTicks)])];
    }

    /// <summary>
    /// Locks the parked events of a partition until the transaction ends. Several partitions are locked in ascending order.
    /// </summary>
    internal static SqlCommandText Holding(AppId app, string endpointId, int partition)
        => new(Hold, [.. Of(app, endpointId), ("@partition", partition)]);

    private async Task ChangeAsync(
        string endpointId, UserKey user, ImmutableArray<SqlCommandText> changes, DateTimeOffset nextAt, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await connection.RunTogetherAsync(
            [Holding(user.App, endpointId, EventPartition.Of(user)), .. changes, .. Promoting(user.App, endpointId, user.UserId, nextAt)],
            cancellationToken);
    }

    private static SqlCommandText At(string statement, string endpointId, ParkedEvent parked, params ReadOnlySpan<(string, object?)> values)
        => new(statement, [.. At(parked.User.App, endpointId, parked.Position), .. values]);

    private static (string, object?)[] Row(ParkedEvent parked) =>
    [
        ("@xact", parked.Position.Xact()),
        ("@number", parked.Position.Number),
        ("@user", parked.User.UserId),
        ("@first", parked.Outgoing.FirstVersion),
        ("@before", (int)parked.Outgoing.Before),
        ("@payload", StatusEventCodec.Encode(parked.Outgoing.Recorded.Event)),
        ("@attempts", parked.Attempts),
        ("@expires", parked.ExpiresAt.UtcTicks),
        ("@dead", parked.DeadAt?.UtcTicks),
        ("@error", parked.LastError),
    ];
}
