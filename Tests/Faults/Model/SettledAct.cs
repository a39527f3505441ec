namespace PresenceCluster.Tests.Faults.Model;

/// <summary>
/// Quiescence: exactly the sessions of the open sockets are Online, and every client that can be told has got its notices.
/// </summary>
internal sealed class SettledAct(IReadOnlyCollection<ConnectionFacts> live, TimeSpan at) : Act(at)
{
    public override Rule Rule => Rule.DidNotRecover;

    public override IEnumerable<World> Apply(World world) => world.Owed.IsEmpty && IsOnlineExactly(world) ? [world] : [];

    /// <summary>Names the fault when no world fits, by the worlds that were left.</summary>
    public Rule Judge(IEnumerable<World> worlds)
    {
        var candidates = worlds.ToList();
        if (candidates.Any(world => !world.Owed.IsEmpty && live.All(one => world.IndexOnline(one) >= 0 || world.Owed.Any(notice => notice.Connection == one))))
            return Rule.LoserNotTold;
        return candidates.All(world => live.Any(one => world.IndexOnline(one) < 0)) ? Rule.TooManyAlive : Rule.SurvivorMissing;
    }

    public override string ToString() => $"settled; open sockets: {(live.Count == 0 ? "none" : string.Join(", ", live))}";

    private bool IsOnlineExactly(World world)
        => world.Seats.Count(seat => seat.IsOnline) == live.Count && live.All(one => world.IndexOnline(one) >= 0);
}
