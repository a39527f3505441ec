using System.Collections.Immutable;
using System.Text.Json;

namespace PresenceCluster.AdminConsole.Audit;

/// <summary>Makes lines from an entry's values before or after: one for each value, with its path in front.</summary>
public static class AuditText
{
    /// <summary>The lines of a JSON document, in its order.</summary>
    public static ImmutableArray<string> Lines(JsonElement? value)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        if (value is { } document)
            Add(document, "", lines);
        return lines.DrainToImmutable();
    }

    private static void Add(JsonElement value, string path, ImmutableArray<string>.Builder lines)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Add(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", lines);
                break;
            case JsonValueKind.Array:
                lines.Add($"{path}: {string.Join(", ", value.EnumerateArray().Select(item => item.ToString()))}");
                break;
            default:
                lines.Add(path.Length == 0 ? value.ToString() : $"{path}: {value}");
                break;
        }
    }
}
