using System.Diagnostics.Metrics;

namespace PresenceCluster.Grains.Delivery;

/// <summary>The instruments of the deliveries; meter <c>PresenceCluster.Delivery</c>.</summary>
internal sealed class DeliveryMetrics
{
    public const string MeterName = "PresenceCluster.Delivery";

    private readonly Counter<long> _delivered;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _parked;
    private readonly Counter<long> _dead;
    private readonly Histogram<double> _duration;

    public DeliveryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _delivered = meter.CreateCounter<long>("presence.delivery.delivered", "{event}", "Events that endpoints took.");
        _failed = meter.CreateCounter<long>("presence.delivery.failed", "{request}", "Requests that endpoints did not take.");
        _parked = meter.CreateCounter<long>("presence.delivery.parked", "{event}", "Events parked after failing.");
        _dead = meter.CreateCounter<long>("presence.delivery.dead", "{event}", "Events given up.");
        _duration = meter.CreateHistogram<double>("presence.delivery.duration", "s", "How long requests took.");
        meter.CreateObservableGauge(
            "presence.delivery.backlog.age",
            () => OldestAge?.Invoke().TotalSeconds ?? 0,
            "s",
            "Age of the oldest event that this silo has read and not delivered.");
        meter.CreateObservableGauge(
            "presence.delivery.holdup.age",
            () => HoldupAge?.Invoke().TotalSeconds ?? 0,
            "s",
            "Age of a transaction that has been open for long on the database server and hides events.");
    }

    /// <summary>The age of the backlog; set by <see cref="DeliveryCoordinator"/>.</summary>
    public Func<TimeSpan>? OldestAge { get; set; }

    /// <summary>The age of the transaction that hides events; set by <see cref="LogWatch"/>.</summary>
    public Func<TimeSpan>? HoldupAge { get; set; }

    public void Attempted(int events, bool isDelivered, TimeSpan duration)
    {
        _duration.Record(duration.TotalSeconds);
        if (isDelivered)
            _delivered.Add(events);
        else
            _failed.Add(1);
    }

    public void Parked(int events) => _parked.Add(events);

    public void Died(int events) => _dead.Add(events);
}
