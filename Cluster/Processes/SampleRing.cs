using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Processes;

namespace PresenceCluster.Cluster.Processes;

/// <summary>The latest samples of this process, a fixed number of them. Safe for threads.</summary>
internal sealed class SampleRing(int samplesKept)
{
    private readonly Lock _gate = new();
    private readonly Entry[] _entries = new Entry[samplesKept];
    private long _count;

    /// <summary>Notes a sample in the place of the oldest one.</summary>
    public void Add(ProcessSample all, ImmutableDictionary<AppId, ProcessSample> apps)
    {
        lock (_gate)
            _entries[_count++ % _entries.Length] = new Entry(all, apps);
    }

    /// <summary>The samples since an instant, oldest first; of one app, or of all without one.</summary>
    public ImmutableArray<ProcessSample> Since(DateTimeOffset since, AppId? app)
    {
        var samples = ImmutableArray.CreateBuilder<ProcessSample>();
        lock (_gate)
        {
            for (var number = Math.Max(0, _count - _entries.Length); number < _count; number++)
            {
                var entry = _entries[number % _entries.Length];
                var sample = app is { } one ? entry.Apps.GetValueOrDefault(one) : entry.All;
                if (sample is not null && sample.At >= since)
                    samples.Add(sample);
            }
        }

        return samples.DrainToImmutable();
    }

    private readonly record struct Entry(ProcessSample All, ImmutableDictionary<AppId, ProcessSample> Apps);
}
