namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A login; without an answer it may or may not have happened.</summary>
internal sealed class LoginAct(ConnectionFacts connection, PolicyTimes policies, TimeSpan startedAt) : Act(startedAt)
{
    public ConnectionFacts Connection { get; } = connection;

    public override Rule Rule => Rule.LoginCannotBe;

    public override IEnumerable<World> Apply(World world)
        => policies.During(StartedAt, EndedAt).Select(policy => world.Login(Connection, policy)).Distinct();

    public override string ToString() => $"login {Connection} {(EndedAt == Never ? "without an answer" : "admitted")}";
}
