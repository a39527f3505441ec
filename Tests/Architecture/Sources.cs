using System.Xml.Linq;

namespace PresenceCluster.Tests.Architecture;

/// <summary>The checkout that these tests were built from: its projects and its hand-written sources.</summary>
internal static class Sources
{
    public static string Root => Repository.Root;

    /// <summary>Every project file, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Projects { get; } = Find("*.csproj");

    /// <summary>Every hand-written C# file, relative to the root.</summary>
    public static IReadOnlyList<string> CSharp { get; } = Find("*.cs");

    /// <summary>Every component of the console, relative to the root.</summary>
    public static IReadOnlyList<string> Razor { get; } = Find("*.razor");

    /// <summary>Every page of the documentation, relative to the root.</summary>
    public static IReadOnlyList<string> Pages { get; } = [.. Find("*.md").Where(path => path.StartsWith("docs/", StringComparison.Ordinal))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    public static XDocument Project(string name) => XDocument.Load(Path.Combine(Root, name, $"{name}.csproj"));

    /// <summary>The names of the projects that a project refers to.</summary>
    public static IReadOnlyList<string> ReferencesOf(string name) =>
    [
        .. Project(name).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")?.Value.Replace('\\', '/') ?? "")),
    ];

    /// <summary>A project with all that it refers to, directly or through others.</summary>
    public static ISet<string> ReachOf(string name)
    {
        var reached = new HashSet<string>();
        var waiting = new Queue<string>([name]);
        while (waiting.TryDequeue(out var next))
        {
            if (reached.Add(next))
                ReferencesOf(next).ToList().ForEach(waiting.Enqueue);
        }

        return reached;
    }

    private static IReadOnlyList<string> Find(string pattern) =>
    [
        .. Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" || (part.StartsWith('.') && part.Length > 1)))
            .Order(StringComparer.Ordinal),
    ];
}
