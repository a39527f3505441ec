using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.Grains.Delivery;

/// <summary>Posts events to an endpoint: one attempt, bounded in time and memory.</summary>
internal interface IWebhookSender
{
    /// <summary>
    /// Sends events in the order given, in one request where the format has batches. A failure of the receiver never throws; cancellation
    /// does.
    /// </summary>
    /// <param name="app">The app of the events.</param>
    /// <param name="endpoint">The receiver.</param>
    /// <param name="batch">1 to <see cref="WebhookEndpoint.BatchMax"/> events; those of one user are in the order of their
    /// versions.</param>
    /// <param name="cancellationToken">The process stops.</param>
    Task<DeliveryResult> SendAsync(
        AppId app, WebhookEndpoint endpoint, ImmutableArray<OutgoingEvent> batch, CancellationToken cancellationToken);

    /// <summary>
    /// Why a URL may not be posted to; null when it may, when it is none, or when its host has no address now. It connects to nothing.
    /// </summary>
    Task<string?> FindAddressFaultAsync(string url, CancellationToken cancellationToken);
}
