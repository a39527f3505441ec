using System.Text.Json;
using System.Text.Json.Serialization;

namespace PresenceCluster.AdminConsole.Api;

/// <summary>The JSON of <c>/v1</c> as the console reads it: an unknown member is no error.</summary>
public static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(), new EventPositionJson() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
