using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Events;

/// <summary>
/// Follows one app's log for all of its streams at this gateway. It reads the log once per period, keeps the latest events, and signals new
/// ones. A stream has no queue, only a position. A slow stream falls behind the kept events and then reads the log.
/// </summary>
internal sealed partial class EventFeed(AppId app, EventPages pages, EventStreamOptions options, TimeProvider time, ILogger<EventFeed> log)
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();

    // The events behind _floor up to _end, in the log's order and without a gap.
    private readonly List<RecordedEvent> _recent = [];
    private TaskCompletionSource _changed = NewSignal();
    private EventPosition _floor;
    private EventPosition _end;
    private bool _isFollowing;

    /// <summary>Completes when further events can be read. Take it before a read that may find nothing.</summary>
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
                // The events that were not read in time are deleted. A stream that still needs them learns of it from the log.
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

        // A stream that began meanwhile may have read the log before the events that now come before its end.
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
