using System.Collections.Concurrent;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// The rate of calls of each app and call at this gateway. Bounded by the existing apps: only their calls reach this check.
/// </summary>
internal sealed class CallRates(TimeProvider time)
{
    private readonly ConcurrentDictionary<(AppId App, ITencentCommand Command), TokenBucket> _buckets = new();

    /// <summary>Counts a call.</summary>
    /// <returns>False when the app has used up its calls.</returns>
    public bool TryTake(AppId app, ITencentCommand command)
        => _buckets.GetOrAdd((app, command), static (key, time) => new TokenBucket(key.Command.CallsPerSecond, time), time).TryTake();
}
