using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Gateway.Hosting;

/// <summary>
/// The settings of all roles. The program carries <c>docs/configuration.md</c>, which a test compares with the code. What the page does not
/// list is no setting, even if an options class has a property of that name.
/// </summary>
internal static partial class KnownSettings
{
    private const string Page = "configuration.md";

    /// <summary>The names as the page writes them, with N in the place of an index.</summary>
    public static IReadOnlySet<string> Names { get; } = Read();

    // Other sections are not judged: the environment of a process may hold anything.
    private static readonly HashSet<string> Roots = new(Names.Select(RootOf), StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses keys that no role of the program reads, such as one that is spelled wrong.</summary>
    /// <exception cref="OptionsValidationException">There are such keys; each is named.</exception>
    public static void Check(IConfiguration configuration)
    {
        var unknown = configuration.AsEnumerable()
            .Where(entry => entry.Key.Contains(':') && Roots.Contains(RootOf(entry.Key)) && !IsKnown(entry.Key, entry.Value))
            .Select(entry => $"{entry.Key} is not a setting; docs/configuration.md lists them all.")
            .Order(StringComparer.Ordinal)
            .ToList();
        if (unknown.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(KnownSettings), unknown);
    }

    // A group has no value of its own. An empty list has an empty one.
    private static bool IsKnown(string key, string? value)
    {
        var name = ListIndex().Replace(key, ":N");
        return value is null
            || Names.Contains(name)
            || (value.Length == 0 && Names.Any(known => known.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)));
    }

    private static string RootOf(string key) => key.Split(':')[0];

    private static HashSet<string> Read()
    {
        using var stream = typeof(KnownSettings).Assembly.GetManifestResourceStream(Page)
            ?? throw new InvalidOperationException($"The program was built without {Page}.");
        using var reader = new StreamReader(stream);
        return new(Row().Matches(reader.ReadToEnd()).Select(row => row.Groups["name"].Value), StringComparer.OrdinalIgnoreCase);
    }

    // The rows of settings have three columns. Other tables of the page have two.
    [GeneratedRegex(@"^\| `(?<name>[\w:]+)` \|.*\|.*\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(":[0-9]+(?=:|$)")]
    private static partial Regex ListIndex();
}
