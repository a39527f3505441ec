using System.Text.Json;
using System.Text.Json.Nodes;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Grains.Interfaces.Apps;

namespace PresenceCluster.Gateway.Rest.V1.Apps;

/// <summary>
/// The effect of a change on an app's settings, for the audit log: the members that differ, before and after, with keys masked. An
/// unchanged endpoint is left out.
/// </summary>
/// <param name="Before">The differing members as they were; null when there is none.</param>
/// <param name="After">The differing members as they are; null when there is none.</param>
/// <param name="IsPolicyOnly">Whether nothing but the login policy and the caps differs.</param>
internal sealed record SettingsDifference(string? Before, string? After, bool IsPolicyOnly)
{
    private const string EndpointsMember = "endpoints";
    private const string IdMember = "id";

    private static readonly string[] PolicyMembers = ["loginPolicy", "instanceCaps"];

    /// <summary>The difference of two settings; everything differs from none.</summary>
    public static SettingsDifference Of(AppSettings? before, AppSettings after)
    {
        var (old, now) = (before is null ? [] : Read(before), Read(after));
        TakeOutEqual(old, now);
        TakeOutEmpty(old);
        TakeOutEmpty(now);
        var members = old.Concat(now).Select(member => member.Key).ToList();
        return new SettingsDifference(Write(old), Write(now), members.Count > 0 && members.All(PolicyMembers.Contains));
    }

    private static JsonObject Read(AppSettings settings)
    {
        var shown = JsonSerializer.SerializeToNode(SecretMask.Apply(settings), AppSettingsJson.AppSettings)!.AsObject();
        var endpoints = new JsonObject();
        if (shown[EndpointsMember] is JsonArray list)
        {
            foreach (var endpoint in list)
                endpoints[endpoint![IdMember]!.GetValue<string>()] = endpoint.DeepClone();
        }

        shown[EndpointsMember] = endpoints;
        return shown;
    }

    private static void TakeOutEqual(JsonObject before, JsonObject after)
    {
        foreach (var (name, value) in after.ToList())
        {
            if (!before.TryGetPropertyValue(name, out var old))
                continue;
            if (JsonNode.DeepEquals(old, value))
            {
                before.Remove(name);
                after.Remove(name);
            }
            else if (old is JsonObject oldMembers && value is JsonObject members)
            {
                TakeOutEqual(oldMembers, members);
            }
        }
    }

    private static void TakeOutEmpty(JsonObject members)
    {
        foreach (var (name, _) in members.Where(member => member.Value is null or JsonObject { Count: 0 }).ToList())
            members.Remove(name);
    }

    private static string? Write(JsonObject members) => members.Count == 0 ? null : members.ToJsonString();
}
