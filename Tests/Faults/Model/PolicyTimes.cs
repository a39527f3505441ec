namespace PresenceCluster.Tests.Faults.Model;

/// <summary>The policies that a login may have met: a change is in force everywhere only some time after its answer.</summary>
internal sealed class PolicyTimes(Policy atFirst)
{
    private readonly List<(Policy Policy, TimeSpan From, TimeSpan Until)> _times = [(atFirst, TimeSpan.MinValue, TimeSpan.MaxValue)];

    /// <summary>The newest policy.</summary>
    public Policy Newest => _times[^1].Policy;

    /// <summary>Records a change: the new policy may count from its request on, every older one until the change has settled.</summary>
    public void Change(Policy policy, TimeSpan requestedAt, TimeSpan settledAt)
    {
        for (var i = 0; i < _times.Count; i++)
            _times[i] = _times[i] with { Until = _times[i].Until < settledAt ? _times[i].Until : settledAt };
        _times.Add((policy, requestedAt, TimeSpan.MaxValue));
    }

    public IEnumerable<Policy> During(TimeSpan from, TimeSpan until)
        => _times.Where(time => time.From <= until && time.Until >= from).Select(time => time.Policy).Distinct();
}
