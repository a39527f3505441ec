using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// This silo's record of its deliveries to one endpoint: counters, the latest attempts, and the latest event that was not sent. Safe for
/// threads.
/// </summary>
internal sealed class EndpointRecord(int attemptsMax)
{
    private readonly Lock _lock = new();
    private readonly Queue<DeliveryAttempt> _attempts = new();

    private DeliveryShare _share = DeliveryShare.None;

    /// <summary>Accepted events, and failed requests.</summary>
    public (long Delivered, long Failed) Counts
    {
        get
        {
            lock (_lock)
                return (_share.Delivered, _share.Failed);
        }
    }

    /// <summary>When the endpoint last accepted a request; null when it never did.</summary>
    public DateTimeOffset? SucceededAt
    {
        get
        {
            lock (_lock)
                return _share.SucceededAt;
        }
    }

    public void Add(DeliveryAttempt attempt)
    {
        var endedAt = attempt.At + attempt.Duration;
        lock (_lock)
        {
            // A receiver that complains in its answer has the events nevertheless.
            _share = attempt.Fault is null or DeliveryFault.AnswerFailed
                ? _share with
                {
                    Delivered = _share.Delivered + attempt.EventCount,
                    Failed = _share.Failed + (attempt.Fault is null ? 0 : 1),
                    SucceededAt = endedAt,
                    FailuresInRow = 0,
                    FailingSince = null,
                }
                : _share with
                {
                    Failed = _share.Failed + 1,
                    FailuresInRow = _share.FailuresInRow + 1,
                    FailingSince = _share.FailingSince ?? endedAt,
                };
            if (_attempts.Count == attemptsMax)
                _attempts.Dequeue();
            _attempts.Enqueue(attempt);
        }
    }

    /// <summary>The endpoint has other settings now. Failures with the former ones say nothing about it.</summary>
    public void ForgetFailures()
    {
        lock (_lock)
            _share = _share with { FailuresInRow = 0, FailingSince = null };
    }

    /// <summary>Notes events that the endpoint is not sent.</summary>
    public void Skip(int count, RecordedEvent latest, bool isByFormat, DateTimeOffset at)
    {
        var skipped = new SkippedEvent(latest.Id, latest.Event.Action, at, isByFormat);
        lock (_lock)
            _share = _share with { SkippedCount = _share.SkippedCount + count, Skipped = skipped };
    }

    /// <summary>What this silo has done. What it knows of the events that wait is for the caller to add.</summary>
    public DeliveryShare ToShare()
    {
        lock (_lock)
            return _share with { Attempts = [.. _attempts] };
    }
}
