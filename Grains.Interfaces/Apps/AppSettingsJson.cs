using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.Grains.Interfaces.Apps;

/// <summary>
/// The one JSON form of an app's settings, used in <c>/v1</c>, in storage and between processes. Names are camelCase, and enums and
/// durations are text. An unknown or a repeated name is an error. An absent name has its default value.
/// </summary>
/// <remarks>
/// Uses reflection, not source generation: a generated reader sets absent <c>init</c> properties to zero instead of their defaults.
/// Settings that were stored before a property existed would then be read wrong.
/// </remarks>
public static class AppSettingsJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(), new EventPositionJson() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>How the settings are written and read.</summary>
    public static JsonTypeInfo<AppSettings> AppSettings { get; } = TypeOf<AppSettings>();

    /// <summary>How a part of the settings, or a body that holds one, is written and read.</summary>
    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
