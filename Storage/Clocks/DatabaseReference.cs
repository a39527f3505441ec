using System.Data.Common;

namespace PresenceCluster.Storage.Clocks;

/// <summary>The reference of a cluster: the clock of the PostgreSQL server. It is the one clock that all processes can read.</summary>
internal sealed class DatabaseReference(DbDataSource dataSource, TimeProvider machine) : IClockReference
{
    // The quickest of a few answers is the most exact one. The first may wait for a new connection's plan, or for the network.
    private const int Questions = 3;

    public string Name => "database's clock";

    public bool IsThisMachine => false;

    public async Task<ClockReading> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT clock_timestamp()";
        var best = await AskAsync(command, cancellationToken);
        for (var asked = 1; asked < Questions; asked++)
        {
            var next = await AskAsync(command, cancellationToken);
            if (next.Uncertainty < best.Uncertainty)
                best = next;
        }

        return best;
    }

    private async Task<ClockReading> AskAsync(DbCommand command, CancellationToken cancellationToken)
    {
        var askedAt = machine.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var theirs = reader.GetFieldValue<DateTimeOffset>(0);
        var answeredAt = machine.GetTimestamp();
        var half = machine.GetElapsedTime(askedAt, answeredAt) / 2;
        return new ClockReading(askedAt + ((answeredAt - askedAt) / 2), theirs, machine.GetUtcNow() - half, half);
    }
}
