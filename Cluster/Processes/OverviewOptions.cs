namespace PresenceCluster.Cluster.Processes;

/// <summary>What each process notes of itself for the console's overview. Not bound to the configuration.</summary>
public sealed class OverviewOptions
{
    /// <summary>How often the process notes its counters and reads the tallies of users from storage.</summary>
    public TimeSpan SamplePeriod { get; internal set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many of the latest samples it keeps in memory; with the default period, ten minutes.</summary>
    public int SamplesKept { get; internal set; } = 300;

    /// <summary>Of how many apps, the busiest ones, a sample is kept beside the sum of all.</summary>
    public int AppsKept { get; internal set; } = 64;

    /// <summary>How long the tallies may take to be read; the ones known before stay in use then.</summary>
    public TimeSpan TallyTimeout { get; internal set; } = TimeSpan.FromSeconds(2);
}
