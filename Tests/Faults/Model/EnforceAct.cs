namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A changed policy enforced at once; users who are not active are passed over, so it may never reach this one.</summary>
internal sealed class EnforceAct(Policy policy, TimeSpan startedAt) : Act(startedAt)
{
    public override Rule Rule => Rule.CallCannotBe;

    public override bool MayBeIdle => false;

    public override IEnumerable<World> Apply(World world) => [world.Enforce(policy)];

    public override string ToString() => $"enforcement of {policy}";
}
