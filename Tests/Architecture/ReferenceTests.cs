using PresenceCluster.Domain;
using Xunit;

namespace PresenceCluster.Tests.Architecture;

/// <summary>
/// Which project may reference which, read from the project files. A new reference is thereby a decision and no accident.
/// </summary>
public sealed class ReferenceTests
{
    // Programs that no other project uses; they may reference any project.
    private static readonly string[] Leaves = ["Benchmarks", "Tests", "Client.Sample"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Domain"] = [],
        ["Protocol"] = [],
        ["Grains.Interfaces"] = ["Domain"],
        ["Storage"] = ["Grains.Interfaces"],
        ["Cluster"] = ["Storage"],
        ["Grains"] = ["Cluster"],
        ["AdminConsole"] = ["Domain"],
        // The console's project is referenced for the files that the browser downloads, not for its code.
        ["Gateway"] = ["Cluster", "Protocol", "AdminConsole"],
        // The sample is referenced so that it is built too, for the command that the demo app's banner shows.
        ["Silo"] = ["Grains", "Gateway", "Client", "AdminConsole", "Client.Sample"],
        ["Client"] = ["Protocol"],
    };

    public static TheoryData<string> Rooms() => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_refers_only_to_those_it_may_know(string room)
    {
        foreach (var reference in Sources.ReferencesOf(room))
            Assert.Contains(reference, Allowed[room]);
    }

    [Fact]
    public void Gateway_never_reaches_Grains_so_no_user_grain_is_placed_on_a_gateway()
        => Assert.DoesNotContain("Grains", Sources.ReachOf("Gateway"));

    [Fact]
    public void Client_never_reaches_the_servers_rooms()
        => Assert.Equal(["Client", "Protocol"], Sources.ReachOf("Client").Order());

    [Fact]
    public void Domain_has_no_package_and_no_project()
    {
        Assert.Empty(Sources.Project("Domain").Descendants("PackageReference"));
        Assert.Empty(Sources.Project("Domain").Descendants("ProjectReference"));
        Assert.Empty(Sources.Project("Domain").Descendants("FrameworkReference"));
    }

    [Fact]
    public void Domain_is_built_on_the_runtime_alone()
        => Assert.All(
            typeof(UserPresence).Assembly.GetReferencedAssemblies(),
            assembly => Assert.StartsWith("System.", assembly.Name, StringComparison.Ordinal));

    [Fact]
    public void Every_folder_with_a_project_is_a_room_with_a_rule_and_part_of_the_solution()
    {
        var solution = Sources.Read("PresenceCluster.sln").Replace('\\', '/');

        foreach (var project in Sources.Projects)
        {
            Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal);
            Assert.Contains(Path.GetFileNameWithoutExtension(project), Allowed.Keys.Concat(Leaves));
        }
    }

    [Fact]
    public void Every_source_file_belongs_to_a_project()
    {
        var folders = Sources.Projects.Select(project => Path.GetDirectoryName(project) + "/").ToList();

        Assert.All(Sources.CSharp, file => Assert.Contains(folders, folder => file.StartsWith(folder, StringComparison.Ordinal)));
    }
}
