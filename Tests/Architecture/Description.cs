using System.Collections;
using System.Reflection;

namespace PresenceCluster.Tests.Architecture;

/// <summary>Writes a value out in full, because records compare the arrays within them by reference.</summary>
internal static class Description
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        Enum or Guid or bool or int or long or uint or byte or double => value.ToString() ?? "",
        DateTimeOffset instant => instant.ToString("O"),
        TimeSpan duration => duration.ToString("c"),
        IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(Of))}]",
        _ => $"{value.GetType().Name} {{ {string.Join(", ", Fields(value))} }}",
    };

    private static IEnumerable<string> Fields(object value) => value.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0)
        .Select(property => $"{property.Name} = {Of(property.GetValue(value))}");
}
