using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Database;

namespace PresenceCluster.Storage.Audit;

/// <summary>
/// The audit log in the cluster's database. Each writing process also deletes entries that are too old or too many, a bounded number at a
/// time.
/// </summary>
internal sealed partial class AuditLog(ClusterDatabase database, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditLog> log) : IAuditLog
{
    private const string Insert = """
        INSERT INTO presence_audit (at, shelf, caller, who, address, action, app, subject, before, after)
        VALUES (@at, @shelf, @caller, @who, @address, @action, @app, @subject, @before, @after)
        """;

    private const string Select = """
        SELECT id, at, caller, who, action, app, subject, before, after, address FROM presence_audit
        WHERE id < @before ORDER BY id DESC LIMIT @count
        """;

    // Numbers grow with time, so old entries come first in the index.
    private const string DeleteOld = """
        DELETE FROM presence_audit WHERE id IN (
            SELECT id FROM (SELECT id, at FROM presence_audit WHERE shelf = @shelf ORDER BY id LIMIT @count) AS oldest WHERE at < @at)
        """;

    private const string DeleteBeyond = """
        DELETE FROM presence_audit WHERE id IN (
            SELECT id FROM presence_audit WHERE shelf = @shelf AND id <= (
                SELECT id FROM presence_audit WHERE shelf = @shelf ORDER BY id DESC LIMIT 1 OFFSET @max)
            ORDER BY id LIMIT @count)
        """;

    // More than a shelf can grow between two trims at the rates that the API allows.
    private const int TrimMax = 50_000;

    private readonly DbDataSource _source = database.DataSource;
    private long _trimDueAt;

    public async Task AppendAsync(AuditAction action, AuditRecord entry, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await connection.Command(
            Insert,
            ("@at", entry.At.UtcTicks),
            ("@shelf", (int)action.Shelf),
            ("@caller", (int)entry.Caller),
            ("@who", entry.Who),
            ("@address", entry.Address),
            ("@action", action.Name),
            ("@app", entry.App is { } app ? (long)app.Value : null),
            ("@subject", entry.Subject),
            ("@before", entry.Before),
            ("@after", entry.After)).RunAsync(cancellationToken);
        if (IsTrimDue())
            await TrimAsync(connection, cancellationToken);
    }

    public async Task<ImmutableArray<AuditRecord>> ReadAsync(long before, int countMax, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(Select, ("@before", before), ("@count", countMax));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = ImmutableArray.CreateBuilder<AuditRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new AuditRecord
            {
                Id = reader.GetInt64(0),
                At = reader.GetInstant(1),
                Caller = (AuditCaller)reader.GetInt32(2),
                Who = reader.GetString(3),
                Action = reader.GetString(4),
                App = reader.IsDBNull(5) ? null : new AppId((uint)reader.GetInt64(5)),
                Subject = TextAt(reader, 6),
                Before = TextAt(reader, 7),
                After = TextAt(reader, 8),
                Address = TextAt(reader, 9),
            });
        }

        return entries.DrainToImmutable();
    }

    private static string? TextAt(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private bool IsTrimDue()
    {
        var now = time.GetTimestamp();
        var due = Volatile.Read(ref _trimDueAt);
        var next = now + (long)(options.Value.TrimPeriod.TotalSeconds * time.TimestampFrequency);
        return now >= due && Interlocked.CompareExchange(ref _trimDueAt, next, due) == due;
    }

    private async Task TrimAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - options.Value.Retention).UtcTicks;
        try
        {
            foreach (var shelf in Enum.GetValues<AuditShelf>())
            {
                await connection.Command(DeleteOld, ("@shelf", (int)shelf), ("@at", before), ("@count", TrimMax)).RunAsync(cancellationToken);
                await connection.Command(DeleteBeyond, ("@shelf", (int)shelf), ("@max", options.Value.MaxOf(shelf)), ("@count", TrimMax))
                    .RunAsync(cancellationToken);
            }
        }
        catch (Exception fault) when (fault is DbException or TimeoutException or OperationCanceledException)
        {
            // The caller's entry is stored, so the call has succeeded. The next trim deletes the rest.
            LogTrimFailed(fault);
        }
    }

    [LoggerMessage(1401, LogLevel.Warning, "Old entries of the audit log could not be deleted; the next period deletes them.")]
    private partial void LogTrimFailed(Exception fault);
}
