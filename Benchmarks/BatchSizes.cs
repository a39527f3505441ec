using System.Diagnostics.Metrics;

namespace PresenceCluster.Benchmarks;

/// <summary>Listens to the user storage's own metrics: how many rows a batch has on average.</summary>
internal sealed class BatchSizes : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _rows;
    private long _batches;

    public BatchSizes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "presence.user_storage.batch.rows")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, rows, _, _) =>
        {
            Interlocked.Add(ref _rows, rows);
            Interlocked.Increment(ref _batches);
        });
        _listener.Start();
    }

    public double MeanRows => (double)_rows / _batches;

    public void Dispose() => _listener.Dispose();
}
