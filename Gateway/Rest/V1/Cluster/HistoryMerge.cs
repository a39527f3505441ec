using System.Collections.Immutable;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Gateway.Rest.V1.Cluster;

/// <summary>
/// Merges the histories of several processes, which take their samples at different instants. At each instant a process counts with its
/// latest sample. When that sample is too old, the process was not running.
/// </summary>
internal static class HistoryMerge
{
    private const int StepsUntilStale = 3;

    /// <summary>
    /// Adds the rates up. Every process counts the users of the whole cluster, so the first process that has the count provides it.
    /// </summary>
    /// <param name="histories">The histories, the asked process's own first.</param>
    /// <param name="step">The distance between the instants.</param>
    /// <param name="now">The last instant.</param>
    /// <param name="window">How far back the first instant is, if any process was running then.</param>
    public static ImmutableArray<ProcessSample> Run(ImmutableArray<ProcessHistory> histories, TimeSpan step, DateTimeOffset now, TimeSpan window)
    {
        var samples = histories.Where(history => history.Samples.Length > 0).Select(history => history.Samples).ToArray();
        var next = new int[samples.Length];
        var merged = ImmutableArray.CreateBuilder<ProcessSample>();
        for (var steps = (int)(window / step); steps >= 0; steps--)
        {
            var at = now - (steps * step);
            ProcessSample? sum = null;
            for (var i = 0; i < samples.Length; i++)
            {
                while (next[i] < samples[i].Length && samples[i][next[i]].At <= at)
                    next[i]++;
                if (next[i] == 0 || at - samples[i][next[i] - 1].At > StepsUntilStale * step)
                    continue;
                var latest = samples[i][next[i] - 1];
                sum = sum is null ? latest with { At = at } : sum with { Rates = sum.Rates + latest.Rates };
            }

            if (sum is not null)
                merged.Add(sum);
        }

        return merged.DrainToImmutable();
    }
}
