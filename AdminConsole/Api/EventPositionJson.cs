using System.Text.Json;
using System.Text.Json.Serialization;
using PresenceCluster.Domain;

namespace PresenceCluster.AdminConsole.Api;

/// <summary>A position in the log of events, as the text that <c>/v1</c> writes.</summary>
public sealed class EventPositionJson : JsonConverter<EventPosition>
{
    public override EventPosition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => EventPosition.TryParse(reader.GetString(), out var position) ? position : throw new JsonException("Not a position.");

    public override void Write(Utf8JsonWriter writer, EventPosition value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
