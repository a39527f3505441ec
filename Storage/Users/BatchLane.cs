using System.Threading.Channels;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;

namespace PresenceCluster.Storage.Users;

/// <summary>
/// A bounded queue and the one loop that empties it, batch after batch. While a batch is under way the next one gathers, so batches
/// grow with the load by themselves and a lone row never waits for company.
/// </summary>
internal sealed class BatchLane<TRow> : IAsyncDisposable
    where TRow : class, IPendingRow
{
    private readonly Channel<TRow> _queue;
    private readonly Func<IReadOnlyList<TRow>, Task> _runBatch;
    private readonly UserStorageOptions _options;
    private readonly TimeProvider _time;
    private readonly Task _loop;

    /// <param name="runBatch">Gives every row of a batch its result or its exception; throws nothing.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    public BatchLane(Func<IReadOnlyList<TRow>, Task> runBatch, UserStorageOptions options, TimeProvider time)
    {
        _queue = Channel.CreateBounded<TRow>(new BoundedChannelOptions(options.QueueRowsMax)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
        });
        _runBatch = runBatch;
        _options = options;
        _time = time;

        // Not on the scheduler of whichever grain happens to come first.
        _loop = Task.Run(RunAsync);
    }

    /// <summary>How many rows wait.</summary>
    public int QueueLength => _queue.Reader.Count;

    /// <summary>Puts a row in line; the row itself then tells the outcome.</summary>
    /// <exception cref="UserStorageBusyException">The line stayed full for the whole time-out.</exception>
    public ValueTask EnqueueAsync(TRow row, CancellationToken cancellationToken)
    {
        row.BroughtAt = _time.GetTimestamp();
        return _queue.Writer.TryWrite(row) ? ValueTask.CompletedTask : new ValueTask(WaitAtTheDoorAsync(row, cancellationToken));
    }

    /// <summary>Takes no more rows and finishes those in line.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async Task WaitAtTheDoorAsync(TRow row, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.QueueTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(row, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UserStorageBusyException(
                $"{_options.QueueRowsMax} rows were waiting for the database for {_options.QueueTimeout}; '{row.Key}' was not put in line.");
        }
        catch (ChannelClosedException)
        {
            throw new UserStorageBusyException($"The silo is stopping; '{row.Key}' was not put in line.");
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<TRow>(_options.BatchRowsMax);
        var keys = new HashSet<UserKey>(_options.BatchRowsMax);
        while (await _queue.Reader.WaitToReadAsync())
        {
            // Callers that the last batch has just released are about to come back: they go first, and share this batch.
            await Task.Yield();
            Gather(batch, keys);
            // A copy, because a try that was given up may still read its rows while the next batch gathers.
            if (batch.Count > 0)
                await _runBatch([.. batch]);
            batch.Clear();
            keys.Clear();
        }
    }

    /// <summary>The same key is never twice in a batch: its second write waits for the outcome of the first.</summary>
    private void Gather(List<TRow> batch, HashSet<UserKey> keys)
    {
        var now = _time.GetTimestamp();
        while (batch.Count < _options.BatchRowsMax && _queue.Reader.TryPeek(out var row))
        {
            var isLate = _time.GetElapsedTime(row.BroughtAt, now) >= _options.QueueTimeout;
            if (!isLate && !keys.Add(row.Key))
                break;

            _queue.Reader.TryRead(out _);
            if (isLate)
                row.TrySetException(new UserStorageBusyException($"'{row.Key}' was in line for {_options.QueueTimeout} and was not tried."));
            else
                batch.Add(row);
        }
    }
}
