namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A login was refused because a later one of the user was there before it.</summary>
internal sealed class OvertakenAct(ConnectionFacts connection, PolicyTimes policies, TimeSpan startedAt) : Act(startedAt)
{
    public override Rule Rule => Rule.LoginCannotBe;

    public override bool IsObservation => true;

    public override IEnumerable<World> Apply(World world)
        => policies.During(StartedAt, EndedAt).Any(policy => new LoginTry(world, connection, policy).MayBeOvertaken) ? [world] : [];

    public override string ToString() => $"login {connection} refused as overtaken";
}
