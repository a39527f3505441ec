using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Scheduling;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Retries the events that lanes have parked for one endpoint. Each user has a chain of its own: the oldest event first, and the next ones
/// right behind it while the endpoint accepts them. A user therefore catches up however long the requests of others take. An event that
/// fails and is older than the endpoint allows becomes a dead letter. At an endpoint without repetition each event that fails here does: it
/// was parked before the repetition was switched off, or an operator sent it again, so it must not vanish.
/// </summary>
internal sealed partial class ParkedDelivery : IAsyncDisposable
{
    private readonly DeliveryTarget _target;
    private readonly ParkedEvents _parked;
    private readonly DeliveryOptions _options;
    private readonly DeliveryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly WakeSignal _signal;
    private readonly ConcurrentQueue<string> _ended = new();

    // The chains that run, by their users; only the loop touches it. None of them faults.
    private readonly Dictionary<string, Task> _chains = new(StringComparer.Ordinal);
    private readonly Task _loop;

    private DateTimeOffset _nextAt;
    private volatile ParkedTry? _next;

    public ParkedDelivery(
        DeliveryTarget target, ParkedEvents parked, DeliveryOptions options, DeliveryMetrics metrics, TimeProvider time, ILogger log)
    {
        (_target, _parked, _options, _metrics, _time, _log) = (target, parked, options, metrics, time, log);
        _signal = new WakeSignal(time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The next try, as it was last read; null when nothing is parked.</summary>
    public ParkedTry? Next => _next;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _signal.Wake();
        await _loop;
        _signal.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await StartChainsAsync();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                // One of the process's outermost loops: the database may be back in a moment.
                LogFailed(fault, _target.App, _target.Endpoint.Id);
            }

            await _signal.WaitAsync(NextLook(), CancellationToken.None);
        }

        await Task.WhenAll(_chains.Values);
    }

    /// <summary>The wait until the next known time, at most a period: lanes of other silos may park events in between.</summary>
    private TimeSpan NextLook()
    {
        var now = _time.GetUtcNow();
        var next = _nextAt - now;
        var pause = _target.PauseLeft(now);
        var wait = next > pause ? next : pause;
        return wait < _options.ParkedPeriod ? wait : _options.ParkedPeriod;
    }

    private async Task StartChainsAsync()
    {
        RemoveEnded();
        var now = _time.GetUtcNow();
        _nextAt = DateTimeOffset.MaxValue;
        if (_chains.Count >= _target.Endpoint.Concurrency || _target.PauseLeft(now) > TimeSpan.Zero)
            return;
        // The first event of a user whose chain runs has a time in the past. One more user than can start tells when to look again.
        var next = await _parked.ReadNextAsync(_target.App, _target.Endpoint.Id, _target.Endpoint.Concurrency + 1, _stop.Token);
        _next = next is [var (first, firstAt), ..] ? new ParkedTry(first, firstAt) : null;
        foreach (var (user, at) in next)
        {
            if (at > now)
            {
                _nextAt = at;
                return;
            }

            if (_chains.Count == _target.Endpoint.Concurrency)
                return;
            if (!_chains.ContainsKey(user))
                _chains.Add(user, Task.Run(() => RunChainAsync(user)));
        }
    }

    private void RemoveEnded()
    {
        while (_ended.TryDequeue(out var user))
            _chains.Remove(user);
    }

    private async Task RunChainAsync(string user)
    {
        try
        {
            await SendAsync(user);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The next owner of this endpoint's parked events continues.
        }
        catch (Exception fault)
        {
            // A chain's outermost frame. Only the database throws here. Pause before the next try.
            LogFailed(fault, _target.App, _target.Endpoint.Id);
            await Task.Delay(_options.RetryDelay, _time);
        }
        finally
        {
            _ended.Enqueue(user);
            _signal.Wake();
        }
    }

    /// <summary>Sends one user's events until one is not accepted, or until it is the turn of others.</summary>
    private async Task SendAsync(string user)
    {
        var waiting = await _parked.ReadUserAsync(_target.App, _target.Endpoint.Id, user, _options.ParkedEventsMax, _stop.Token);
        List<ParkedEvent> delivered = [];
        try
        {
            for (var at = 0; at < waiting.Count && !_stop.IsCancellationRequested;)
            {
                // An event that has failed is sent alone, so that it does not make others fail.
                var count = waiting[at].Attempts > 0 ? 1 : Math.Min(_target.Endpoint.BatchMax, waiting.Count - at);
                var events = waiting.Skip(at).Take(count).ToArray();
                var result = await _target.SendAsync([.. events.Select(parked => parked.Outgoing)], _stop.Token);
                at += count;
                if (result is DeliveryResult.Delivered)
                {
                    delivered.AddRange(events);
                    continue;
                }

                // This comes first, so that the failed event is the user's first one when it gets its next time.
                await CompleteAsync(delivered);
                if (result is not DeliveryResult.Refused refused || !await GiveUpOrPostponeAsync(events, refused))
                    return;
            }
        }
        finally
        {
            await CompleteAsync(delivered);
        }
    }

    // One call for all of them. Otherwise each event of a user who catches up would cost the database as much as hundreds in a lane.
    private async Task CompleteAsync(List<ParkedEvent> delivered)
    {
        if (delivered.Count == 0)
            return;
        await _parked.CompleteAsync(_target.Endpoint.Id, delivered, _time.GetUtcNow(), CancellationToken.None);
        delivered.Clear();
    }

    /// <summary>
    /// Gives the events of a failed request up when they are not to be repeated, or the first one when it is too old. Else it postpones the
    /// first one. Returns whether all were given up, so that the next ones may follow.
    /// </summary>
    private async Task<bool> GiveUpOrPostponeAsync(ParkedEvent[] failed, DeliveryResult.Refused refused)
    {
        var endpoint = _target.Endpoint.Id;
        var now = _time.GetUtcNow();
        var first = failed[0];
        if (!_target.Endpoint.Retry || now >= first.ExpiresAt)
        {
            ParkedEvent[] given = _target.Endpoint.Retry ? [first] : failed;
            await _parked.GiveUpAsync(endpoint, given, refused.Text, now, CancellationToken.None);
            _metrics.Died(given.Length);
            return given.Length == failed.Length;
        }

        // Pauses grow as they do in a lane, and grow further. An event that fails sometimes must not wait as long as one that always fails,
        // or a user with frequent events would never catch up. A failure while the endpoint is down does not count.
        var attempts = first.Attempts + (_target.IsPaused ? 0 : 1);
        var delay = RetryDelay.After(attempts, _options.RetryDelay, _options.ParkedDelayMax, Random.Shared.NextDouble());
        await _parked.PostponeAsync(endpoint, first, attempts, refused.Text, now + refused.AtLeastAsked(delay), CancellationToken.None);
        return false;
    }

    [LoggerMessage(2603, LogLevel.Warning,
        "Parked events for endpoint {Endpoint} of app {App} could not be tried. They are tried again shortly.")]
    private partial void LogFailed(Exception fault, AppId app, string endpoint);
}
