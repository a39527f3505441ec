using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Cluster.Snapshots;

/// <summary>How each process keeps its snapshots of app settings; configuration section <c>Apps:Directory</c>.</summary>
public sealed class AppDirectoryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Apps:Directory";

    /// <summary>
    /// How often the snapshots are compared with the admin grains. Changes are pushed at once; this is the net below for a process
    /// that the push did not reach.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan RefreshPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a silo tries, at its start, to create the apps that configuration names and to read them all. Processes that start
    /// together after a crash of the whole cluster may not answer each other for some seconds; beyond this time the process ends.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
