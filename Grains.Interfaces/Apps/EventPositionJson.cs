using System.Text.Json;
using System.Text.Json.Serialization;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Apps;

/// <summary>Writes a position as text, because its numbers are too large for the JSON numbers of some readers.</summary>
public sealed class EventPositionJson : JsonConverter<EventPosition>
{
    /// <inheritdoc/>
    public override EventPosition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.String && EventPosition.TryParse(reader.GetString(), out var position)
            ? position
            : throw new JsonException("Not a position.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EventPosition value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
