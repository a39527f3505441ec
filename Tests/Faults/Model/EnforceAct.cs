namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A changed policy that is enforced at once. Users who are not active are skipped, so it may never reach this one.</summary>
internal sealed class EnforceAct(Policy policy, TimeSpan startedAt) : Act(startedAt)
{
    public override Rule Rule => Rule.CallCannotBe;

    public override bool MayBeIdle => false;

    public override IEnumerable<World> Apply(World world) => [world.Enforce(policy)];

    public override string ToString() => $"enforcement of {policy}";
}
