using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>This silo's record of its requests to one endpoint: two counters and the latest attempts. Safe for threads.</summary>
internal sealed class EndpointRecord(int attemptsMax)
{
    private readonly Lock _lock = new();
    private readonly Queue<DeliveryAttempt> _attempts = new();

    private long _delivered;
    private long _failed;

    /// <summary>Accepted events, and failed requests.</summary>
    public (long Delivered, long Failed) Counts
    {
        get
        {
            lock (_lock)
                return (_delivered, _failed);
        }
    }

    public void Add(DeliveryAttempt attempt)
    {
        lock (_lock)
        {
            // A receiver that complains in its answer has the events nevertheless.
            if (attempt.Fault is null or DeliveryFault.AnswerFailed)
                _delivered += attempt.EventCount;
            if (attempt.Fault is not null)
                _failed++;
            if (_attempts.Count == attemptsMax)
                _attempts.Dequeue();
            _attempts.Enqueue(attempt);
        }
    }

    public DeliveryShare ToShare(bool isPaused)
    {
        lock (_lock)
            return new DeliveryShare(_delivered, _failed, isPaused, [.. _attempts]);
    }
}
