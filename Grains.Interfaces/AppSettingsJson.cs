using System.Text.Json.Serialization;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces;

/// <summary>
/// The one JSON form of an app's settings: in <c>/v1</c>, in storage and between processes. Names are camelCase, enums and
/// durations are text, an unknown or a repeated name is an error.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AppSettings))]
public sealed partial class AppSettingsJson : JsonSerializerContext;
