namespace PresenceCluster.Domain;

/// <summary>When a gateway was asked for an act, by its own clock (docs/adr/0012).</summary>
/// <param name="At">The time. The times of one gateway only grow, and none is given twice.</param>
/// <param name="IsExact">
/// Whether that clock agreed with the clocks of the other processes. If not, the time only orders the acts of the same gateway.
/// </param>
public readonly record struct ActTime(DateTimeOffset At, bool IsExact = true)
{
    /// <summary>An exact time.</summary>
    public static implicit operator ActTime(DateTimeOffset at) => new(at);

    /// <summary>Whether it can be compared with the time of an act at another gateway.</summary>
    internal bool IsComparableWith(ActTime other) => IsExact && other.IsExact;

    /// <summary>The place of the act in the order of its user's acts. It is exact unless the act was moved behind an earlier one's place.</summary>
    internal ActTime MovedTo(DateTimeOffset place) => new(place, IsExact && place - At <= ActOrder.Tolerance);
}
