using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Events;

/// <summary>
/// Follows one app's log for all of its streams at this gateway: reads it once per period, keeps the latest events, and says when
/// there are new ones. A stream holds no queue, only its position: one that is slow falls behind the kept events and reads the log.
/// </summary>
internal sealed partial class EventFeed(AppId app, EventPages pages, EventStreamOptions options, TimeProvider time, ILogger<EventFeed> log)
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();

    // In the log's order, without a gap: everything behind _floor up to _end.
    private readonly List<RecordedEvent> _recent = [];
    private TaskCompletionSource _changed = NewSignal();
    private EventPosition _floor;
    private EventPosition _end;
    private bool _isFollowing;

    /// <summary>Completes when there is more to read than there was when this was asked. To be asked before a read that may find nothing.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
                return _changed.Task;
        }
    }

    /// <summary>Ends when the feed has stopped.</summary>
    public Task Following { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to follow.</summary>
    public void Start() => Following = FollowAsync(_stopping.Token);

    /// <summary>Stops following.</summary>
    public void Stop() => _stopping.Cancel();

    /// <summary>The events behind a position; null when events behind it are no longer kept.</summary>
    public async ValueTask<IReadOnlyList<RecordedEvent>?> ReadAsync(EventPosition after, CancellationToken cancellationToken)
        => TryReadRecent(after) ?? await pages.ReadAsync(app, after, options.PageMax, cancellationToken);

    private List<RecordedEvent>? TryReadRecent(EventPosition after)
    {
        lock (_gate)
        {
            if (!_isFollowing || after < _floor)
                return null;
            // Most readers are at the end, so the search begins there.
            var first = _recent.Count;
            while (first > 0 && _recent[first - 1].Position > after)
                first--;
            return _recent.GetRange(first, Math.Min(_recent.Count - first, options.PageMax));
        }
    }

    // Streams wait until the log can be read again.
    private Task FollowAsync(CancellationToken cancellationToken)
        => Rounds.RunAsync(options.PollPeriod, time, ReadOnAsync, fault => LogReadFailed(fault, app), cancellationToken);

    private async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        if (!_isFollowing)
            Restart(await pages.EndAsync(app, cancellationToken));
        while (true)
        {
            var page = await pages.ReadAsync(app, _end, options.PageMax, cancellationToken);
            if (page is null)
            {
                // What was not read in time is deleted: whoever still needs it learns of that from the log.
                Restart(await pages.EndAsync(app, cancellationToken));
                return;
            }

            Append(page);
            if (page.Count < options.PageMax)
                return;
        }
    }

    private void Restart(EventPosition end)
    {
        lock (_gate)
        {
            _recent.Clear();
            (_floor, _end, _isFollowing) = (end, end, true);
        }

        // A stream that began meanwhile may have read the log before what now stands before its end.
        Signal();
    }

    private void Append(IReadOnlyList<RecordedEvent> page)
    {
        if (page.Count == 0)
            return;
        lock (_gate)
        {
            _recent.AddRange(page);
            _end = page[^1].Position;
            var surplus = _recent.Count - options.RecentEventsMax;
            if (surplus > 0)
            {
                _floor = _recent[surplus - 1].Position;
                _recent.RemoveRange(0, surplus);
            }
        }

        Signal();
    }

    private void Signal()
    {
        TaskCompletionSource changed;
        lock (_gate)
            (changed, _changed) = (_changed, NewSignal());
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(4501, LogLevel.Warning, "The events of app {App} could not be read; its streams wait.")]
    private partial void LogReadFailed(Exception fault, AppId app);
}
