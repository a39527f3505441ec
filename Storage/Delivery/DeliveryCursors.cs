using System.Data.Common;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Delivery;

/// <summary>
/// The position of each lane. A silo that takes a lane over raises its epoch, and a save with an older epoch changes nothing. A silo that
/// was frozen and comes back therefore cannot move a cursor.
/// </summary>
public sealed class DeliveryCursors(ClusterDatabase database, TimeProvider time)
{
    private const string TakeOver = """
        INSERT INTO presence_delivery AS d (app, endpoint, partition, xact, number, epoch, saved_at)
        VALUES (@app, @endpoint, @partition, @xact, @number, 1, @now)
        ON CONFLICT (app, endpoint, partition) DO UPDATE SET epoch = d.epoch + 1, saved_at = excluded.saved_at
        RETURNING epoch, xact, number
        """;

    private const string Save = """
        UPDATE presence_delivery SET xact = @xact, number = @number, saved_at = @now
        WHERE app = @app AND endpoint = @endpoint AND partition = @partition AND epoch = @epoch
        """;

    private const string Select = "SELECT endpoint, partition, xact, number FROM presence_delivery WHERE app = @app";

    private readonly DbDataSource _source = database.DataSource;

    /// <summary>Takes a lane over from its present owner, if there is one.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="startAfter">The position at which a new lane starts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<LaneLease> TakeOverAsync(LaneKey lane, EventPosition startAfter, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            TakeOver,
            ("@app", (long)lane.App.Value),
            ("@endpoint", lane.EndpointId),
            ("@partition", lane.Partition),
            ("@xact", startAfter.Xact()),
            ("@number", startAfter.Number),
            ("@now", Now));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new LaneLease(lane, reader.GetInt64(0), reader.GetPosition(1));
    }

    /// <summary>Saves cursors, all in one transaction. Returns the lanes that the caller has lost.</summary>
    public async Task<IReadOnlyList<LaneKey>> SaveAsync(IReadOnlyList<LaneLease> leases, CancellationToken cancellationToken)
    {
        // Every silo saves in the same order; otherwise two of them could deadlock on the same lanes.
        LaneLease[] ordered = [.. leases.OrderBy(lease => lease.Lane.EndpointId, StringComparer.Ordinal).ThenBy(lease => lease.Lane.Partition)];
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        var changed = await connection.RunTogetherAsync([.. ordered.Select(Saving)], cancellationToken);
        return [.. ordered.Where((_, place) => changed[place] == 0).Select(lease => lease.Lane)];
    }

    /// <summary>All cursors of an app.</summary>
    public async Task<IReadOnlyDictionary<LaneKey, EventPosition>> ReadAsync(AppId app, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(Select, ("@app", (long)app.Value));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var cursors = new Dictionary<LaneKey, EventPosition>();
        while (await reader.ReadAsync(cancellationToken))
            cursors.Add(new LaneKey(app, reader.GetString(0), reader.GetInt32(1)), reader.GetPosition(2));
        return cursors;
    }

    private SqlCommandText Saving(LaneLease lease) => new(Save,
    [
        ("@app", (long)lease.Lane.App.Value),
        ("@endpoint", lease.Lane.EndpointId),
        ("@partition", lease.Lane.Partition),
        ("@xact", lease.Position.Xact()),
        ("@number", lease.Position.Number),
        ("@epoch", lease.Epoch),
        ("@now", Now),
    ]);

    private long Now => time.GetUtcNow().UtcTicks;
}
