using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Logs why events do not reach the endpoints, as this silo knows it. A cause is logged once, when two looks in a row have found it. Its end
/// is logged once as well.
/// </summary>
internal sealed partial class DeliveryJournal(ILogger<DeliveryJournal> log)
{
    private Dictionary<(AppId App, string Endpoint), Entry> _entries = [];

    /// <summary>Takes one look at all endpoints. What was known of an endpoint that is not among them is forgotten.</summary>
    public void Note(IEnumerable<(AppId App, WebhookEndpoint Endpoint, DeliveryExplanation Found)> look)
    {
        var entries = new Dictionary<(AppId, string), Entry>();
        foreach (var (app, endpoint, found) in look)
        {
            var known = _entries.GetValueOrDefault((app, endpoint.Id)) ?? new Entry(DeliveryCause.None, DeliveryCause.None, default);
            entries[(app, endpoint.Id)] = Note(known, app, endpoint, found);
        }

        _entries = entries;
    }

    private Entry Note(Entry known, AppId app, WebhookEndpoint endpoint, DeliveryExplanation found)
    {
        // A grace is ordinary. So is an event that the settings leave out, once that was logged for these settings.
        var cause = found.Cause switch
        {
            DeliveryCause.Grace => DeliveryCause.None,
            DeliveryCause.Filter when !known.Filter.IsDefault && known.Filter.AsSpan().SequenceEqual(endpoint.Events.AsSpan())
                => DeliveryCause.None,
            var other => other,
        };
        if (cause != known.Seen)
            return known with { Seen = cause };
        if (cause == known.Logged)
            return known;
        switch (cause)
        {
            case DeliveryCause.None:
                LogResumed(app, endpoint.Id);
                break;
            case DeliveryCause.Filter:
                // This holds nothing up, so it has no end.
                LogLeftOut(app, endpoint.Id, found.Text);
                return known with { Filter = endpoint.Events };
            default:
                LogHeldUp(app, endpoint.Id, cause, found.Text);
                break;
        }

        return known with { Logged = cause };
    }

    /// <param name="Seen">The cause of the look before.</param>
    /// <param name="Logged">The cause that was logged last.</param>
    /// <param name="Filter">The filter of the settings for which it was logged that events are left out.</param>
    private sealed record Entry(DeliveryCause Seen, DeliveryCause Logged, ImmutableArray<StatusAction> Filter);

    [LoggerMessage(2609, LogLevel.Warning, "Events of app {App} do not reach endpoint {Endpoint}. Cause {Cause}: {Explanation}")]
    private partial void LogHeldUp(AppId app, string endpoint, DeliveryCause cause, string explanation);

    [LoggerMessage(2610, LogLevel.Information, "Nothing holds events of app {App} for endpoint {Endpoint} up any more.")]
    private partial void LogResumed(AppId app, string endpoint);

    [LoggerMessage(2611, LogLevel.Information, "An event of app {App} was not sent to endpoint {Endpoint}: {Explanation}")]
    private partial void LogLeftOut(AppId app, string endpoint, string explanation);
}
