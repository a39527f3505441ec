using System.Diagnostics.Metrics;

namespace PresenceCluster.Storage.Users;

/// <summary>What the user storage tells about itself: the instruments of the meter <see cref="MeterName"/>.</summary>
internal sealed class UserStorageMetrics
{
    public const string MeterName = "PresenceCluster.UserStorage";

    private static readonly KeyValuePair<string, object?> Write = new("operation", "write");
    private static readonly KeyValuePair<string, object?> Read = new("operation", "read");

    private readonly Meter _meter;
    private readonly Histogram<int> _batchRows;
    private readonly Histogram<double> _batchDuration;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _failures;

    public UserStorageMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _batchRows = _meter.CreateHistogram<int>("presence.user_storage.batch.rows", "{row}", "Rows per batch.");
        _batchDuration = _meter.CreateHistogram<double>(
            "presence.user_storage.batch.duration", "s", "From the first try of a batch to its outcome, retries included.");
        _conflicts = _meter.CreateCounter<long>(
            "presence.user_storage.conflicts", "{row}", "Writes refused because the row had changed meanwhile.");
        _failures = _meter.CreateCounter<long>(
            "presence.user_storage.failures", "{try}", "Tries of a batch that the database did not answer.");
    }

    /// <summary>Names where the length of the queues is to be read.</summary>
    public void ObserveQueue(Func<int> writesWaiting, Func<int> readsWaiting)
        => _meter.CreateObservableGauge<int>(
            "presence.user_storage.queue.rows",
            () => [new Measurement<int>(writesWaiting(), Write), new Measurement<int>(readsWaiting(), Read)],
            "{row}",
            "Rows that wait for a batch.");

    public void BatchWritten(int rows, TimeSpan duration) => Record(rows, duration, Write);

    public void BatchRead(int rows, TimeSpan duration) => Record(rows, duration, Read);

    public void BatchFailed() => _failures.Add(1);

    public void RowConflicted() => _conflicts.Add(1);

    private void Record(int rows, TimeSpan duration, KeyValuePair<string, object?> operation)
    {
        _batchRows.Record(rows, operation);
        _batchDuration.Record(duration.TotalSeconds, operation);
    }
}
