using PresenceCluster.Protocol;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A client was told why its session ended.</summary>
internal sealed class ToldAct(ConnectionFacts connection, int code, string by, TimeSpan at) : Act(at)
{
    private readonly Notice _notice = new(connection, code, by);

    public override Rule Rule => Rule.ToldWithoutCause;

    public override IEnumerable<World> Apply(World world)
        => world.Owed.Contains(_notice) ? [world with { Owed = world.Owed.Remove(_notice) }] : [];

    public override string ToString()
        => $"{_notice.Connection} is told {CloseCode.FromNumber(_notice.Code)}{(_notice.By.Length > 0 ? $" by {_notice.By}" : "")}";
}
