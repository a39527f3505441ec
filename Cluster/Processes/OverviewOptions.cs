using System.ComponentModel.DataAnnotations;

namespace PresenceCluster.Cluster.Processes;

/// <summary>What each process notes of itself for the console's overview; configuration section <c>Overview</c>.</summary>
public sealed class OverviewOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Overview";

    /// <summary>How often the process notes its counters and reads the tallies of users from storage.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:01:00")]
    public TimeSpan SamplePeriod { get; internal set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many of the latest samples it keeps in memory; with the default period, ten minutes.</summary>
    [Range(10, 3600)]
    public int SamplesKept { get; internal set; } = 300;

    /// <summary>Of how many apps, the busiest ones, a sample is kept beside the sum of all.</summary>
    [Range(1, 1000)]
    public int AppsKept { get; internal set; } = 64;

    /// <summary>How long the tallies may take to be read; the ones known before stay in use then.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:00:30")]
    public TimeSpan TallyTimeout { get; internal set; } = TimeSpan.FromSeconds(2);
}
