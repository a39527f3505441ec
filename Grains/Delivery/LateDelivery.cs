using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Tries again what lanes have set aside for one endpoint. Each user has a chain of its own: the oldest event first, and as long as
/// the endpoint takes them the next ones right behind it, so that a user catches up whatever the requests of others take.
/// </summary>
internal sealed partial class LateDelivery : IAsyncDisposable
{
    private readonly DeliveryTarget _target;
    private readonly LateEvents _late;
    private readonly DeliveryOptions _options;
    private readonly DeliveryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly WakeSignal _signal;
    private readonly ConcurrentQueue<string> _ended = new();

    // Users whose chain runs; only the loop touches it.
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);
    private readonly Task _loop;

    private DateTimeOffset _nextAt;

    public LateDelivery(
        DeliveryTarget target, LateEvents late, DeliveryOptions options, DeliveryMetrics metrics, TimeProvider time, ILogger log)
    {
        (_target, _late, _options, _metrics, _time, _log) = (target, late, options, metrics, time, log);
        _signal = new WakeSignal(time);
        _loop = Task.Run(RunAsync);
    }

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

        // A chain may have ended since the last look, and its signal with it.
        for (RemoveEnded(); _running.Count > 0; RemoveEnded())
            await _signal.WaitAsync(_options.LatePeriod, CancellationToken.None);
    }

    /// <summary>What has a time is tried then; what lanes of other silos set aside meanwhile is looked for at intervals.</summary>
    private TimeSpan NextLook()
    {
        var now = _time.GetUtcNow();
        var next = _nextAt - now;
        var pause = _target.PauseLeft(now);
        var wait = next > pause ? next : pause;
        return wait < _options.LatePeriod ? wait : _options.LatePeriod;
    }

    private async Task StartChainsAsync()
    {
        RemoveEnded();
        var now = _time.GetUtcNow();
        _nextAt = DateTimeOffset.MaxValue;
        if (_running.Count >= _target.Endpoint.Concurrency || _target.PauseLeft(now) > TimeSpan.Zero)
            return;
        // The first event of a user whose chain runs has a time that is past; one more than can start tells when to look again.
        var next = await _late.ReadNextAsync(_target.App, _target.Endpoint.Id, _target.Endpoint.Concurrency + 1, _stop.Token);
        foreach (var (user, at) in next)
        {
            if (at > now)
            {
                _nextAt = at;
                return;
            }

            if (_running.Count == _target.Endpoint.Concurrency)
                return;
            if (_running.Add(user))
                _ = Task.Run(() => RunChainAsync(user));
        }
    }

    private void RemoveEnded()
    {
        while (_ended.TryDequeue(out var user))
            _running.Remove(user);
    }

    private async Task RunChainAsync(string user)
    {
        try
        {
            await SendAsync(user);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Whoever delivers for this endpoint next goes on.
        }
        catch (Exception fault)
        {
            // A chain's outermost frame. The database does not answer, else nothing throws here: not at once again.
            LogFailed(fault, _target.App, _target.Endpoint.Id);
            await Task.Delay(_options.RetryDelay, _time);
        }
        finally
        {
            _ended.Enqueue(user);
            _signal.Wake();
        }
    }

    /// <summary>Sends one user's events until one is not taken, or until others should have their turn.</summary>
    private async Task SendAsync(string user)
    {
        var waiting = await _late.ReadUserAsync(_target.App, _target.Endpoint.Id, user, _options.LateEventsMax, _stop.Token);
        List<LateEvent> delivered = [];
        try
        {
            for (var at = 0; at < waiting.Count && !_stop.IsCancellationRequested;)
            {
                // What has failed goes alone, so that it fails alone.
                var count = waiting[at].Attempts > 0 ? 1 : Math.Min(_target.Endpoint.BatchMax, waiting.Count - at);
                var events = waiting.Skip(at).Take(count).ToArray();
                var result = await _target.SendAsync([.. events.Select(late => late.Outgoing)], _stop.Token);
                at += count;
                if (result is DeliveryResult.Delivered)
                {
                    delivered.AddRange(events);
                    continue;
                }

                // First, so that the one that was not taken is the user's first one when it gets another time.
                await CompleteAsync(delivered);
                if (result is not DeliveryResult.Refused refused || !await GiveUpOrPostponeAsync(events[0], refused) || count > 1)
                    return;
            }
        }
        finally
        {
            await CompleteAsync(delivered);
        }
    }

    // Once for all of them: a user who catches up would cost the database as much for each event as the lane does for hundreds.
    private async Task CompleteAsync(List<LateEvent> delivered)
    {
        if (delivered.Count == 0)
            return;
        await _late.CompleteAsync(_target.Endpoint.Id, delivered, _time.GetUtcNow(), CancellationToken.None);
        delivered.Clear();
    }

    /// <summary>Gives an event that was not taken up when it is too old, else another time; whether it was given up, so that the next one may follow.</summary>
    private async Task<bool> GiveUpOrPostponeAsync(LateEvent first, DeliveryResult.Refused refused)
    {
        var endpoint = _target.Endpoint.Id;
        var now = _time.GetUtcNow();
        if (now >= first.ExpiresAt)
        {
            await _late.BuryAsync(endpoint, first, refused.Text, now, CancellationToken.None);
            _metrics.Died(1);
            return true;
        }

        // Pauses grow as they do in a lane and go on growing: what fails now and then must not wait as long as what always fails, or
        // a user who keeps coming and going would never catch up. That the endpoint is down says nothing about the event.
        var attempts = first.Attempts + (_target.IsPaused ? 0 : 1);
        var delay = RetryDelay.After(attempts, _options.RetryDelay, _options.LateDelayMax, Random.Shared.NextDouble());
        await _late.PostponeAsync(endpoint, first, attempts, refused.Text, now + refused.AtLeastAsked(delay), CancellationToken.None);
        return false;
    }

    [LoggerMessage(2603, LogLevel.Warning, "Events set aside for endpoint {Endpoint} of app {App} could not be tried; they are in a moment.")]
    private partial void LogFailed(Exception fault, AppId app, string endpoint);
}
