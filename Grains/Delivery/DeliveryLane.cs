using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Events;
using PresenceCluster.Storage.Scheduling;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Delivers one partition of an app's log to one endpoint. One loop reads, sends and parks events, as <see cref="DeliveryWindow"/> decides.
/// Requests run beside the loop and report back to it.
/// </summary>
internal sealed partial class DeliveryLane : IAsyncDisposable
{
    private readonly DeliveryTarget _target;
    private readonly IEventLog _events;
    private readonly LaneParking _parking;
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly DeliveryWindow _window;
    private readonly WakeSignal _signal;
    private readonly ConcurrentQueue<(LaneBatch Batch, DeliveryResult? Result)> _answers = new();
    private readonly CancellationTokenSource _stop = new();

    // The requests that run; only the loop touches the list. None of them faults.
    private readonly List<Task> _requests = [];
    private readonly Task _loop;

    private volatile LaneLease _progress;
    private volatile bool _isNudged;
    private long _oldestTicks;
    private int _pending;
    private volatile bool _isFull;
    private volatile LaneSurvey _survey = LaneSurvey.Empty;
    private int _underway;
    private bool _hasMore = true;
    private TimeSpan _lookAgain;
    private DateTimeOffset _pollAt;
    private DateTimeOffset _readAgainAt;
    private DateTimeOffset _surveyAt;

    public DeliveryLane(
        LaneLease lease, DeliveryTarget target, IEventLog events, LaneParking parking, DeliveryOptions options, TimeProvider time, ILogger log)
    {
        (_progress, _target, _events, _parking, _options, _time, _log) = (lease, target, events, parking, options, time, log);
        Saved = lease.Position;
        _lookAgain = options.ReadPause;
        _window = new DeliveryWindow(target.Endpoint, options, lease.Position);
        _signal = new WakeSignal(time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Its position, and its right to move the cursor.</summary>
    public LaneLease Progress => _progress;

    /// <summary>The position that was saved last; set by <see cref="CursorSaver"/>.</summary>
    public EventPosition Saved { get; set; }

    /// <summary>
    /// Since when the lane belongs to another silo; null while it is this one's. Set by <see cref="DeliveryCoordinator"/>.
    /// </summary>
    public DateTimeOffset? SurplusSince { get; set; }

    /// <summary>When the oldest pending event happened; null when there is none.</summary>
    public DateTimeOffset? OldestAt => Volatile.Read(ref _oldestTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>How many events are pending.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Whether it has no room for further events of the log.</summary>
    public bool IsFull => _isFull;

    /// <summary>What the pending events wait for, as of a moment ago.</summary>
    public LaneSurvey Survey => _survey;

    /// <summary>Whether it has ended, for example because another silo has taken it over.</summary>
    public bool HasEnded => _stop.IsCancellationRequested;

    /// <summary>Reports that there are new events.</summary>
    public void Nudge()
    {
        _isNudged = true;
        _signal.Wake();
    }

    /// <summary>Begins no further work.</summary>
    public void End()
    {
        _stop.Cancel();
        _signal.Wake();
    }

    /// <summary>Ends it and waits for its open requests. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        End();
        await _loop;
        _signal.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var wait = await StepSafelyAsync();
            await _signal.WaitAsync(wait, CancellationToken.None);
        }

        // Each request has left its answer when it ends.
        await Task.WhenAll(_requests);
        var now = _time.GetUtcNow();
        Settle(now);
        Publish(now);
    }

    private async Task<TimeSpan> StepSafelyAsync()
    {
        try
        {
            return await StepAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception fault)
        {
            // One of the process's outermost loops: a fault of the database must not end the lane.
            LogStepFailed(fault, _progress.Lane);
            return _options.PollPeriod;
        }
    }

    private async Task<TimeSpan> StepAsync()
    {
        var now = _time.GetUtcNow();
        Settle(now);
        await ReadAsync(now);
        _window.Advance(now);
        if (!await _parking.ParkAsync(_window, _progress, now, _stop.Token))
            End();
        while (_underway < _target.Endpoint.Concurrency
            && _window.IsReady
            && !_stop.IsCancellationRequested
            && _target.PauseLeft(now) == TimeSpan.Zero
            && _window.Take(now) is { } batch)
        {
            _underway++;
            _requests.Add(Task.Run(() => SendAsync(batch)));
        }

        Publish(now);
        return NextStep(now) - now;
    }

    private async Task ReadAsync(DateTimeOffset now)
    {
        if (!_window.HasRoom || (!_hasMore && (now < _readAgainAt || !IsReadWanted(now))))
            return;
        if (_isNudged)
            _lookAgain = _options.ReadPause;
        _isNudged = false;
        var lane = _progress.Lane;
        var (page, isWhole) = await _events.ReadPartitionAsync(lane.App, lane.Partition, _window.ReadUpTo, _options.PageEventsMax, _stop.Token);
        if (page.Count > 0)
            await _parking.NoteAsync(lane, page, _stop.Token);
        _target.NoteUnwanted(page);
        _hasMore = page.Count == _options.PageEventsMax;
        _window.Add(page, _hasMore ? null : now);
        _readAgainAt = now + _options.ReadPause;
        _pollAt = now + PauseBehind(isWhole || _hasMore);
    }

    /// <summary>
    /// The pause before the next read without a nudge. A page may hide events that were still being stored, and their nudge came already,
    /// so the next reads follow soon. They become rarer: one transaction that stays open for long must not make the lane read all the time.
    /// </summary>
    private TimeSpan PauseBehind(bool isWhole)
    {
        if (isWhole || _lookAgain >= _options.PollPeriod)
            return _options.PollPeriod;
        var pause = _lookAgain;
        _lookAgain *= 2;
        return pause;
    }

    private bool IsReadWanted(DateTimeOffset now) => _isNudged || _window.WaitsForLog || now >= _pollAt;

    private async Task SendAsync(LaneBatch batch)
    {
        DeliveryResult? result = null;
        try
        {
            result = await _target.SendAsync(batch.Events, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The batch was not sent; the next owner of the lane sends it.
        }
        catch (Exception fault)
        {
            // A request's outermost frame. The sender promises not to throw. If it does, the events wait and are tried again like others.
            LogSenderFailed(fault, _progress.Lane);
            result = new DeliveryResult.Refused(DeliveryFault.Configuration, "The request could not be made.");
        }
        finally
        {
            _answers.Enqueue((batch, result));
            _signal.Wake();
        }
    }

    private void Settle(DateTimeOffset now)
    {
        _requests.RemoveAll(request => request.IsCompleted);
        while (_answers.TryDequeue(out var answer))
        {
            _underway--;
            switch (answer.Result)
            {
                case DeliveryResult.Refused refused when _target.Endpoint.Retry:
                    _window.Fail(answer.Batch, refused.Text, isEndpointDown: _target.IsPaused, failures => DelayAfter(failures, refused), now);
                    _parking.Suspect();
                    break;
                case DeliveryResult.Delivered or DeliveryResult.Refused:
                    // Without repetition, a failed request was the last one of its events.
                    _window.Complete(answer.Batch, now);
                    break;
                default:
                    _window.Return(answer.Batch.Lines, now);
                    break;
            }
        }
    }

    private TimeSpan DelayAfter(int failures, DeliveryResult.Refused refused)
        => refused.AtLeastAsked(RetryDelay.After(failures, _options.RetryDelay, _options.RetryDelayMax, Random.Shared.NextDouble()));

    private void Publish(DateTimeOffset now)
    {
        if (_window.Cursor != _progress.Position)
            _progress = _progress with { Position = _window.Cursor };
        Volatile.Write(ref _oldestTicks, _window.OldestAt?.UtcTicks ?? 0);
        Volatile.Write(ref _pending, _window.Pending);
        _isFull = _hasMore && !_window.HasRoom;
        if (now < _surveyAt)
            return;
        // It looks at every user, so not with each step. A step comes at least once in this time.
        _surveyAt = now + _options.PollPeriod;
        _survey = _window.Survey();
    }

    private DateTimeOffset NextStep(DateTimeOffset now)
    {
        var next = _pollAt > now ? _pollAt : now + _options.PollPeriod;
        if (_window.HasRoom && (_hasMore || _isNudged || _window.WaitsForLog))
            next = _hasMore || _readAgainAt < now ? now : _readAgainAt;
        if (_window.NextAt is { } due && due < next)
            next = due;
        var pause = _target.PauseLeft(now);
        if (_window.IsReady && _underway < _target.Endpoint.Concurrency && now + pause < next)
            next = now + pause;
        return next;
    }

    [LoggerMessage(2601, LogLevel.Warning, "A step of the delivery {Lane} failed; it is repeated shortly.")]
    private partial void LogStepFailed(Exception fault, LaneKey lane);

    [LoggerMessage(2602, LogLevel.Error, "The delivery {Lane} could not make a request.")]
    private partial void LogSenderFailed(Exception fault, LaneKey lane);
}
