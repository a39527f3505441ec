using System.Collections.Concurrent;
using PresenceCluster.Domain;

namespace PresenceCluster.Cluster.Processes;

/// <summary>This process's counters, by app. Callers count for apps that exist, of which there are no more than <see cref="AppsMax"/>.</summary>
public sealed class ProcessTraffic
{
    private const int AppsMax = 10_000;

    private readonly ConcurrentDictionary<AppId, AppTraffic> _apps = new();
    private readonly AppTraffic _beyond = new();

    /// <summary>The counters of an app. Whoever counts often keeps them at hand.</summary>
    public AppTraffic Of(AppId app)
    {
        if (_apps.TryGetValue(app, out var traffic))
            return traffic;
        return _apps.Count < AppsMax ? _apps.GetOrAdd(app, static _ => new AppTraffic()) : _beyond;
    }

    internal AppTraffic? Find(AppId app) => _apps.GetValueOrDefault(app);

    internal IEnumerable<KeyValuePair<AppId, AppTraffic>> All => _apps;
}
