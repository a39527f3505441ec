using System.Reflection;

namespace PresenceCluster.Cluster.Processes;

/// <summary>The version of this program, as <c>/v1/processes</c> and the answer to a login name it.</summary>
public static class ProgramVersion
{
    /// <summary>The version, without the name of the source that it was built from.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
