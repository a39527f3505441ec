using System.Text.RegularExpressions;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>
/// No two folders of one project use each other. The uses are read from the using lines; a folder sees the types of the folders above it
/// without such a line, so parents and children are not compared.
/// </summary>
public sealed partial class FolderTests
{
    private static readonly string[] Unguarded = ["Tests", "Benchmarks"];

    private static readonly ILookup<(string Project, string Folder), string> Uses = (
        from project in Sources.Projects.Select(path => Path.GetDirectoryName(path)!.Replace('\\', '/'))
        where !Unguarded.Contains(project)
        from file in Sources.CSharp.Concat(Sources.Razor)
        where file.StartsWith(project + "/", StringComparison.Ordinal)
        from Match line in UsingLine().Matches(Sources.Read(file))
        let own = NameOf(Path.GetDirectoryName(file)!)
        let used = line.Groups["name"].Value
        where used != own && used.StartsWith(NameOf(project) + ".", StringComparison.Ordinal)
        select (Key: (project, own), used)).Distinct().ToLookup(use => use.Key, use => use.used);

    [Fact]
    public void Uses_are_found() => Assert.True(Uses.Count > 20, $"Only {Uses.Count} folders use another one of their project.");

    [Fact]
    public void No_two_folders_of_a_project_use_each_other()
        => Assert.Empty(
            from folder in Uses
            from used in folder
            where string.CompareOrdinal(folder.Key.Folder, used) < 0 && Uses[(folder.Key.Project, used)].Contains(folder.Key.Folder)
            select $"{folder.Key.Folder} and {used}");

    private static string NameOf(string path) => "PresenceCluster." + path.Replace('\\', '.').Replace('/', '.');

    [GeneratedRegex(@"^(@|global )?using (?<name>PresenceCluster\.[\w.]+);?\s*$", RegexOptions.Multiline)]
    private static partial Regex UsingLine();
}
