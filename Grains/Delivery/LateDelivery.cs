using Microsoft.Extensions.Logging;
using PresenceCluster.Grains.Delivery.Storage;

namespace PresenceCluster.Grains.Delivery;

/// <summary>Tries again what lanes have set aside for one endpoint: of each user the oldest event first, until it is taken or too old.</summary>
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
    private readonly Task _loop;

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
                while (_target.PauseLeft(_time.GetUtcNow()) == TimeSpan.Zero && await RoundAsync() > 0 && !_stop.IsCancellationRequested)
                {
                    // A user whose event was taken has the next one due at once.
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                // One of the process's outermost loops: the database may be back with the next round.
                LogRoundFailed(fault, _target.App, _target.Endpoint.Id);
            }

            await _signal.WaitAsync(_options.LatePeriod, CancellationToken.None);
        }
    }

    /// <summary>Tries what is due. Returns how many events were taken.</summary>
    private async Task<int> RoundAsync()
    {
        var due = await _late.ReadDueAsync(_target.App, _target.Endpoint.Id, _time.GetUtcNow(), _options.LateEventsMax, _stop.Token);
        var taken = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _target.Endpoint.Concurrency, CancellationToken = _stop.Token };
        await Parallel.ForEachAsync(due, parallel, async (late, token) =>
        {
            if (await TryAsync(late, token))
                Interlocked.Increment(ref taken);
        });
        return taken;
    }

    private async Task<bool> TryAsync(LateEvent late, CancellationToken cancellationToken)
    {
        var endpoint = _target.Endpoint.Id;
        var result = await _target.SendAsync([late.Outgoing], cancellationToken);
        var now = _time.GetUtcNow();
        if (result is DeliveryResult.Delivered)
        {
            await _late.CompleteAsync(endpoint, late, now, CancellationToken.None);
            return true;
        }

        if (result is not DeliveryResult.Refused refused)
            return false;
        if (now >= late.ExpiresAt)
        {
            await _late.BuryAsync(endpoint, late, refused.Text, now, CancellationToken.None);
            _metrics.Died(1);
            return false;
        }

        var delay = RetryDelay.After(late.Attempts + 1, _options.LateDelay, _options.LateDelayMax, Random.Shared.NextDouble());
        await _late.PostponeAsync(endpoint, late, refused.Text, now + (refused.RetryAfter is { } asked && asked > delay ? asked : delay), CancellationToken.None);
        return false;
    }

    [LoggerMessage(2603, LogLevel.Warning, "Events set aside for endpoint {Endpoint} of app {App} could not be tried; they are in a moment.")]
    private partial void LogRoundFailed(Exception fault, Domain.AppId app, string endpoint);
}
