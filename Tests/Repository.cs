namespace PresenceCluster.Tests;

/// <summary>Where the sources and the built programs of this solution are.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The built program of a project, in the configuration that the tests themselves were built in.</summary>
    public static string ProgramPath(string project)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root, project, "bin", framework.Parent!.Name, framework.Name, $"PresenceCluster.{project}.dll");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PresenceCluster.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not lie below the solution.");
        return folder.FullName;
    }
}
