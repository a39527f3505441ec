namespace PresenceCluster.Cluster.Clocks;

/// <summary>Whether two clocks are apart: raised once when they drift apart, cleared once when they agree again.</summary>
internal sealed class ClockAlarm
{
    /// <summary>From this difference on, clocks count as apart; nothing that compares times between processes minds less.</summary>
    public static readonly TimeSpan RaisedFrom = TimeSpan.FromSeconds(1);

    // Below the other bound, so that a difference which hovers round it is one line and not many.
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
