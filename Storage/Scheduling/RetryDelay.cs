namespace PresenceCluster.Storage.Scheduling;

/// <summary>The one back-off of the servers: the pauses between tries of a call that must succeed in the end.</summary>
public static class RetryDelay
{
    private const int DoublingsMax = 30;

    /// <summary>
    /// Doubles the pause with every failure up to the longest one, then takes between half and all of it. The random part keeps callers
    /// that failed together from returning together.
    /// </summary>
    /// <param name="failures">How often it failed; the first pause until it has failed twice.</param>
    /// <param name="first">The pause after the first failure.</param>
    /// <param name="longest">The longest pause.</param>
    /// <param name="jitter">0 to 1.</param>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest, double jitter)
    {
        var doubled = first * Math.Pow(2, Math.Clamp(failures - 1, 0, DoublingsMax));
        return (doubled < longest ? doubled : longest) * (0.5 + (jitter / 2));
    }
}
