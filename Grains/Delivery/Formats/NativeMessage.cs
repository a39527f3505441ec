using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Grains.Delivery.Formats;

/// <summary>
/// A message in the native format (docs/webhooks.md): one event, or always a list for an endpoint that accepts batches. A receiver
/// therefore sees one shape only.
/// </summary>
/// <param name="Id">The same in every attempt with the same events.</param>
/// <param name="Body">JSON.</param>
internal sealed record NativeMessage(string Id, byte[] Body)
{
    private const string BatchType = "presence.status_changed.batch";
    private const int BatchIdChars = 32;

    /// <summary>The message that carries events.</summary>
    /// <param name="events">The events; one only, unless it is a list.</param>
    /// <param name="isList">Whether <c>data</c> is a list.</param>
    public static NativeMessage Of(ImmutableArray<OutgoingEvent> events, bool isList)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, isList ? BatchType : StatusEventJson.MessageType);
            json.WriteString("timestamp"u8, events[^1].Recorded.Event.At);
            json.WritePropertyName("data"u8);
            if (isList)
                json.WriteStartArray();
            foreach (var outgoing in events)
                JsonSerializer.Serialize(json, StatusEventBody.From(outgoing), StatusEventJson.Default.StatusEventBody);
            if (isList)
                json.WriteEndArray();
            json.WriteEndObject();
        }

        return new NativeMessage(isList ? BatchId(events) : events[0].Recorded.Id, bytes.ToArray());
    }

    /// <summary>The message signed for one attempt.</summary>
    public WebhookRequest ToRequest(WebhookEndpoint endpoint, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds();
        return new WebhookRequest(new Uri(endpoint.Url), Body,
        [
            (StandardSignature.IdHeader, Id),
            (StandardSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture)),
            (StandardSignature.SignatureHeader, StandardSignature.Sign(endpoint.Secrets, Id, timestamp, Body)),
        ]);
    }

    // A batch that is built again may hold other events. Then it is another message; its events carry ids of their own.
    private static string BatchId(ImmutableArray<OutgoingEvent> events)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var outgoing in events)
            hash.AppendData(Encoding.ASCII.GetBytes(outgoing.Recorded.Id + "\n"));
        return "batch_" + Convert.ToHexStringLower(hash.GetHashAndReset())[..BatchIdChars];
    }
}
