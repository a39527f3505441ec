using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace PresenceCluster.Gateway.Rest.V1.Problems;

/// <summary>
/// Says what a document may have at the place where the reader stopped: the names that are known there, or the form of the value.
/// </summary>
internal static partial class V1Expectation
{
    /// <summary>The sentence for a place; null when there is nothing more to say.</summary>
    /// <param name="path">The place as the reader names it, for example <c>$.events[0]</c>.</param>
    /// <param name="document">The type of the whole document.</param>
    public static string? At(string path, JsonTypeInfo document)
    {
        JsonTypeInfo? place = document;
        foreach (Match step in Step().Matches(path))
        {
            var name = step.Groups["name"];
            var next = place.ElementType;
            if (name.Success)
            {
                next = place.Properties.FirstOrDefault(member => member.Name == name.Value)?.PropertyType;
                if (next is null)
                    return Names(place);
            }

            if (next is null || !document.Options.TryGetTypeInfo(Nullable.GetUnderlyingType(next) ?? next, out place))
                return null;
        }

        return Form(place);
    }

    private static string? Names(JsonTypeInfo place) => place.Kind == JsonTypeInfoKind.Object
        ? $"The names here are {string.Join(", ", place.Properties.Select(member => member.Name))}."
        : null;

    private static string? Form(JsonTypeInfo place) => place.Type switch
    {
        { IsEnum: true } type => $"It must be one of {Words(type)}.",
        var type when type == typeof(TimeSpan) => "It must be a duration, such as 00:00:02 for 2 seconds or 7.00:00:00 for 7 days.",
        var type when type == typeof(bool) => "It must be true or false.",
        var type when type == typeof(int) || type == typeof(uint) => "It must be a whole number.",
        var type when type == typeof(string) => "It must be a text.",
        _ when place.ElementType is { IsEnum: true } item => $"It must be a list of {Words(item)}.",
        _ when place.Kind == JsonTypeInfoKind.Enumerable => "It must be a list.",
        _ => Names(place),
    };

    private static string Words(Type type) => string.Join(", ", Enum.GetNames(type));

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\['(?<name>[^']*)'\]|\[\d+\]")]
    private static partial Regex Step();
}
