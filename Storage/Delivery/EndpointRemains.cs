using System.Data.Common;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Delivery;

/// <summary>
/// The stored rows of deliveries to an endpoint: cursors, parked and dead events. The cursors are found first and deleted last, so the
/// next run finds what an interrupted one left.
/// </summary>
public sealed class EndpointRemains(ClusterDatabase database)
{
    private const string SelectQuiet = "SELECT endpoint FROM presence_delivery WHERE app = @app GROUP BY endpoint HAVING MAX(saved_at) < @before";

    private const string DeleteSomeEvents = $"""
        DELETE FROM presence_parked_event WHERE {ParkedEvents.OfEndpoint} AND (xact, number) IN (
            SELECT xact, number FROM presence_parked_event WHERE {ParkedEvents.OfEndpoint} ORDER BY xact, number LIMIT @count)
        """;

    private const string DeleteCursors = $"DELETE FROM presence_delivery WHERE {ParkedEvents.OfEndpoint}";

    private const string DeleteEvents = $"DELETE FROM presence_parked_event WHERE {ParkedEvents.OfEndpoint}";

    private readonly DbDataSource _source = database.DataSource;

    /// <summary>The endpoints of an app that have cursors, none of which was taken over or moved since an instant.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(AppId app, DateTimeOffset quietSince, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(SelectQuiet, ("@app", (long)app.Value), ("@before", quietSince.UtcTicks));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var endpoints = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            endpoints.Add(reader.GetString(0));
        return endpoints;
    }

    /// <summary>Deletes all rows of an endpoint. Returns how many parked and dead events there were.</summary>
    /// <param name="app">The app.</param>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="countMax">How many events are deleted at once.</param>
    /// <param name="cancellationToken">Cancels the call; the next run finds the rest.</param>
    public async Task<int> ForgetAsync(AppId app, string endpointId, int countMax, CancellationToken cancellationToken)
    {
        var endpoint = ParkedEvents.Of(app, endpointId);
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        var total = await connection.DeletePagesAsync(
            new SqlCommandText(DeleteSomeEvents, [.. endpoint, ("@count", countMax)]), cancellationToken);

        // A transaction that parks events locks the cursor's row (ParkedEvents). Either its events are visible here, or it finds the row
        // gone.
        var changed = await connection.RunTogetherAsync(
            [new SqlCommandText(DeleteCursors, [.. endpoint]), new SqlCommandText(DeleteEvents, [.. endpoint])], cancellationToken);
        return total + changed[1];
    }
}
