using System.Collections.Immutable;
using Polly;
using Polly.CircuitBreaker;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Storage.Scheduling;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// One endpoint as this silo sees it, shared by its lanes. It bounds the open requests, and pauses them while the endpoint as a whole does
/// not answer.
/// </summary>
internal sealed class DeliveryTarget : IDisposable
{
    private static readonly TimeSpan ProbePatience = TimeSpan.FromMilliseconds(100);

    private readonly IWebhookSender _sender;
    private readonly EndpointRecord _record;
    private readonly DeliveryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<DeliveryResult> _breaker;

    private long _resumeAtTicks;

    public DeliveryTarget(
        AppId app,
        WebhookEndpoint endpoint,
        IWebhookSender sender,
        EndpointRecord record,
        DeliveryOptions options,
        DeliveryMetrics metrics,
        TimeProvider time)
    {
        (App, Endpoint, _sender, _record, _metrics, _time) = (app, endpoint, sender, record, metrics, time);
        _gate = new SemaphoreSlim(endpoint.Concurrency);
        _breaker = new ResiliencePipelineBuilder<DeliveryResult> { TimeProvider = time }.AddCircuitBreaker(new()
        {
            FailureRatio = options.BreakAtFailureRatio,
            SamplingDuration = options.BreakSampling,
            MinimumThroughput = options.BreakRequestsMin,
            StateProvider = _state,
            ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome.Result is DeliveryResult.Refused),
            BreakDurationGenerator = half => ValueTask.FromResult(
                RetryDelay.After(half.HalfOpenAttempts + 1, options.Break, options.BreakMax, jitter: 1)),
            OnOpened = opened =>
            {
                Volatile.Write(ref _resumeAtTicks, (time.GetUtcNow() + opened.BreakDuration).UtcTicks);
                return default;
            },
        }).Build();
    }

    public AppId App { get; }

    public WebhookEndpoint Endpoint { get; }

    /// <summary>Whether the endpoint counts as down.</summary>
    public bool IsPaused => _state.CircuitState != CircuitState.Closed;

    /// <summary>When it is probed again while it counts as down; null while it counts as up.</summary>
    public DateTimeOffset? ResumesAt => IsPaused ? new DateTimeOffset(Volatile.Read(ref _resumeAtTicks), TimeSpan.Zero) : null;

    /// <summary>When it last accepted a request; null if it never did.</summary>
    public DateTimeOffset? SucceededAt => _record.SucceededAt;

    /// <summary>How long requests still pause; zero when they do not.</summary>
    public TimeSpan PauseLeft(DateTimeOffset now) => _state.CircuitState switch
    {
        CircuitState.Closed => TimeSpan.Zero,
        CircuitState.HalfOpen => ProbePatience,
        _ => TimeSpan.FromTicks(Math.Max(0, Volatile.Read(ref _resumeAtTicks) - now.UtcTicks)),
    };

    /// <summary>Notes the events of a page of the log that the endpoint does not want.</summary>
    public void NoteUnwanted(IReadOnlyList<RecordedEvent> page)
    {
        var count = 0;
        RecordedEvent? latest = null;
        foreach (var recorded in page)
        {
            if (Endpoint.Wants(recorded.Event.Action))
                continue;
            count++;
            latest = recorded;
        }

        if (latest is not null)
            _record.Skip(count, latest, isByFormat: false, _time.GetUtcNow());
    }

    /// <summary>Makes one request when it is its turn; null when it was not made because the endpoint counts as down.</summary>
    /// <param name="events">The events to send.</param>
    /// <param name="stopping">Ends the wait for its turn. A request that has begun is not cancelled.</param>
    public async Task<DeliveryResult?> SendAsync(ImmutableArray<OutgoingEvent> events, CancellationToken stopping)
    {
        await _gate.WaitAsync(stopping);
        try
        {
            return await _breaker.ExecuteAsync(
                static async (request, _) => await request.Target.PostAsync(request.Events), (Target: this, Events: events), CancellationToken.None);
        }
        catch (BrokenCircuitException)
        {
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<DeliveryResult> PostAsync(ImmutableArray<OutgoingEvent> events)
    {
        var at = _time.GetUtcNow();
        var startedAt = _time.GetTimestamp();
        var result = await _sender.SendAsync(App, Endpoint, events, CancellationToken.None);
        var duration = _time.GetElapsedTime(startedAt);
        if (result is DeliveryResult.Delivered { HttpStatus: null })
        {
            // The format has no message for them. That is no request, so it says nothing about the endpoint.
            _record.Skip(events.Length, events[^1].Recorded, isByFormat: true, _time.GetUtcNow());
            return result;
        }

        _metrics.Attempted(events.Length, result is DeliveryResult.Delivered, duration);
        _record.Add(result.ToAttempt(at, duration, events));
        return result;
    }
}
