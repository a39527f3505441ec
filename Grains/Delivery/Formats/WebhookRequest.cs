using System.Collections.Immutable;
using System.Diagnostics;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.Grains.Delivery.Formats;

/// <summary>One POST to an endpoint, ready to be sent.</summary>
/// <param name="Url">The address.</param>
/// <param name="Body">JSON.</param>
/// <param name="Headers">Headers beside the Content-Type.</param>
internal sealed record WebhookRequest(Uri Url, byte[] Body, ImmutableArray<(string Name, string Value)> Headers)
{
    /// <summary>
    /// The POSTs of one attempt, in order. The native format has one for the whole batch. Tencent's has one for each callback, of which
    /// there may be none.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="endpoint">The receiver.</param>
    /// <param name="batch">The events.</param>
    /// <param name="harmonyName">The app's spelling of HarmonyOS in Tencent's formats.</param>
    /// <param name="now">The time of the attempt; it is signed.</param>
    public static ImmutableArray<WebhookRequest> For(
        AppId app, WebhookEndpoint endpoint, ImmutableArray<OutgoingEvent> batch, string harmonyName, DateTimeOffset now) => endpoint.Format switch
        {
            WebhookFormat.Native => [NativeMessage.Of(batch, isList: endpoint.BatchMax > 1).ToRequest(endpoint, now)],
            WebhookFormat.Tencent => [.. batch.SelectMany(outgoing => Callbacks(app, endpoint, outgoing.Recorded, harmonyName, now))],
            _ => throw new UnreachableException($"No arm for {endpoint.Format}."),
        };

    private static IEnumerable<WebhookRequest> Callbacks(
        AppId app, WebhookEndpoint endpoint, RecordedEvent recorded, string harmonyName, DateTimeOffset now)
    {
        foreach (var callback in TencentCallback.From(recorded.Event))
        {
            var url = TencentUrl.For(
                endpoint.Url,
                app,
                callback.Session.Client?.Address,
                TencentPlatform.InUrl(callback.Session.Platform, harmonyName),
                endpoint.Secrets is [var token, ..] ? token : null,
                now);
            yield return new WebhookRequest(url, callback.Write(recorded.User.UserId, recorded.Event, harmonyName), []);
        }
    }
}
