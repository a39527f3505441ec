using PresenceCluster.Protocol;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>A client was told why its session ended.</summary>
internal sealed class ToldAct(ConnectionFacts connection, int code, string by, TimeSpan at) : Act(at)
{
    public override Rule Rule => Rule.ToldWithoutCause;

    public override IEnumerable<World> Apply(World world)
        => world.Owed.Where(notice => notice.Connection == connection && notice.Says(code, by)).Take(1)
            .Select(notice => world with { Owed = world.Owed.Remove(notice) });

    public override string ToString()
        => $"{connection} is told {CloseCode.FromNumber(code)}{(by.Length > 0 ? $" by {by}" : "")}";
}
