namespace PresenceCluster.Cluster.Scheduling;

/// <summary>The pauses between tries of whatever has to get through in the end.</summary>
public static class RetryDelay
{
    private const int DoublingsMax = 30;

    /// <summary>Twice as long with every failure up to a most, then between half and all of it, so that those who failed together do not return together.</summary>
    /// <param name="failures">How often it failed; the first pause until it has failed twice.</param>
    /// <param name="first">After the first failure.</param>
    /// <param name="longest">The most.</param>
    /// <param name="jitter">0 to 1.</param>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest, double jitter)
    {
        var doubled = first * Math.Pow(2, Math.Clamp(failures - 1, 0, DoublingsMax));
        return (doubled < longest ? doubled : longest) * (0.5 + (jitter / 2));
    }
}
