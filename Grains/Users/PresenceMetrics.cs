using System.Diagnostics.Metrics;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;

namespace PresenceCluster.Grains.Users;

/// <summary>The instruments of the silo's presence work; meter <c>PresenceCluster.Grains</c>.</summary>
internal sealed class PresenceMetrics
{
    public const string MeterName = "PresenceCluster.Grains";

    private readonly Counter<long> _transitions;
    private readonly Counter<long> _noticesLost;

    private readonly ProcessTraffic _traffic;

    public PresenceMetrics(IMeterFactory meters, UserActivations activations, PresenceBook book, ProcessTraffic traffic)
    {
        _traffic = traffic;
        var meter = meters.Create(MeterName);
        _transitions = meter.CreateCounter<long>("presence.transitions", "{transition}", "Stored transitions of users, by action.");
        _noticesLost = meter.CreateCounter<long>("presence.close_notices.lost", "{notice}", "Close notices that no gateway took.");
        meter.CreateObservableGauge("presence.users.active", () => activations.Count, "{user}", "Users whose grain is active in this silo.");
        meter.CreateObservableGauge("presence.book.users", () => book.Count, "{user}", "Users whose state this silo has in memory.");
        meter.CreateObservableGauge("presence.book.size", () => book.Bytes, "By", "The memory of these states.");
    }

    public void Transition(AppId app, StatusEvent published)
    {
        _traffic.Of(app).Count(published);
        _transitions.Add(1, KeyValuePair.Create<string, object?>("action", published.Action.ToString()));
    }

    public void NoticesLost(int count) => _noticesLost.Add(count);
}
