using System.Collections.Immutable;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Gateway.Rest.V1.Cluster;

/// <summary>
/// Makes one history out of those of several processes, which take their samples at instants of their own. At each instant a process
/// counts with its latest sample, for as long as that is not too old: then the process was not there.
/// </summary>
internal static class HistoryMerge
{
    private const int StepsUntilStale = 3;

    /// <summary>Adds the rates up; users are counted for the whole cluster by everybody, so the first process that knows them tells.</summary>
    /// <param name="histories">The histories, the asked process's own first.</param>
    /// <param name="step">How far apart the instants are.</param>
    /// <param name="now">The last instant.</param>
    /// <param name="window">How far back the first one is, if anybody was there then.</param>
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
