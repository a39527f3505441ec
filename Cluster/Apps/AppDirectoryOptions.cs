using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Cluster.Apps;

/// <summary>How each process keeps its snapshots of app settings; configuration section <c>Apps:Directory</c>.</summary>
public sealed class AppDirectoryOptions
{
    /// <summary>
    /// How often the snapshots are compared with the admin grains. Changes are pushed at once; this is the net below for a process
    /// that the push did not reach.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan RefreshPeriod { get; set; } = TimeSpan.FromSeconds(5);
}
