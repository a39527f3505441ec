using System.Text.Json.Serialization;

namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>How a status event's JSON is written: camelCase, names for enums, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusEventBody))]
public sealed partial class StatusEventJson : JsonSerializerContext
{
    /// <summary>The type of every event message, in webhooks and in streams.</summary>
    public const string MessageType = "presence.status_changed";
}
