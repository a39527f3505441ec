using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Gateway.Rest.V1.Cluster;

/// <summary>The cluster, or one app, at one instant.</summary>
/// <param name="At">When.</param>
/// <param name="Users">Users by status, as storage has them.</param>
/// <param name="Sessions">Online sessions by platform; platforms without one are left out.</param>
/// <param name="RatesPerSecond">How often things happened per second, over the last seconds.</param>
/// <param name="Connections">Connections at all gateways, or those logged in to the app.</param>
/// <param name="Webhooks">The pending and past deliveries to the webhook endpoints.</param>
/// <param name="Processes">Active processes by role; absent for an app's administrator.</param>
/// <param name="Missing">
/// Processes that did not answer in time; the numbers lack their counts. An app's administrator is not told their names.
/// </param>
internal sealed record OverviewBody(
    DateTimeOffset At,
    UserCountsBody Users,
    ImmutableSortedDictionary<string, long> Sessions,
    TrafficRates RatesPerSecond,
    long Connections,
    WebhookCountsBody Webhooks,
    ProcessCountsBody? Processes,
    ImmutableArray<string> Missing);

/// <summary>Users by status.</summary>
/// <param name="Online">Users Online.</param>
/// <param name="PushOnline">Users PushOnline.</param>
internal sealed record UserCountsBody(long Online, long PushOnline)
{
    public static UserCountsBody From(UserTally users) => new(users.Online, users.PushOnline);
}

/// <summary>The pending and past deliveries to the webhook endpoints.</summary>
/// <param name="Backlog">Events that the silos have read and not delivered yet.</param>
/// <param name="IsAtLeast">Whether more of them may wait in the log.</param>
/// <param name="OldestSeconds">How long ago the oldest of them happened; 0 when there is none.</param>
/// <param name="Delivered">Events that endpoints have accepted since the present silos started.</param>
/// <param name="Failed">Requests that failed in the same time.</param>
internal sealed record WebhookCountsBody(long Backlog, bool IsAtLeast, double OldestSeconds, long Delivered, long Failed)
{
    public static WebhookCountsBody From(WebhookWork work, DateTimeOffset now) => new(
        work.Backlog,
        work.IsAtLeast,
        work.OldestAt is { } at ? Math.Max(0, Math.Round((now - at).TotalSeconds, 1)) : 0,
        work.Delivered,
        work.Failed);
}

/// <summary>Active processes by role. The one process of the embedded service has both roles.</summary>
/// <param name="All">How many there are.</param>
/// <param name="Silos">Those that host users.</param>
/// <param name="Gateways">Those that hold connections.</param>
internal sealed record ProcessCountsBody(int All, int Silos, int Gateways);

/// <summary>The last minutes.</summary>
/// <param name="StepSeconds">The distance between the points.</param>
/// <param name="Points">The points, oldest first.</param>
internal sealed record OverviewHistoryBody(double StepSeconds, ImmutableArray<HistoryPointBody> Points);

/// <summary>One instant of them.</summary>
internal sealed record HistoryPointBody(
    DateTimeOffset At,
    long Online,
    long PushOnline,
    double LoginsPerSecond,
    double ClosesPerSecond,
    double KicksPerSecond,
    double HeartbeatsPerSecond)
{
    public static HistoryPointBody From(ProcessSample sample) => new(
        sample.At, sample.Online, sample.PushOnline, sample.Rates.Logins, sample.Rates.Closes, sample.Rates.Kicks, sample.Rates.Heartbeats);
}
