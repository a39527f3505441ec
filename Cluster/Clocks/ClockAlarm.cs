namespace PresenceCluster.Cluster.Clocks;

/// <summary>Tells whether two clocks are apart. It is raised once when they drift apart, and cleared once when they agree again.</summary>
internal sealed class ClockAlarm
{
    /// <summary>From this difference on, clocks count as apart. Comparisons of times between processes tolerate smaller ones.</summary>
    public static readonly TimeSpan RaisedFrom = TimeSpan.FromSeconds(1);

    // Lower than the other bound, so that a difference near it is logged once and not many times.
    private static readonly TimeSpan ClearedBelow = TimeSpan.FromSeconds(0.5);

    private bool _isRaised;

    /// <summary>Takes the difference; true when the alarm is raised, false when it is cleared, null when nothing changes.</summary>
    public bool? Note(TimeSpan difference)
    {
        var isRaised = difference.Duration() >= (_isRaised ? ClearedBelow : RaisedFrom);
        if (isRaised == _isRaised)
            return null;
        return _isRaised = isRaised;
    }
}
