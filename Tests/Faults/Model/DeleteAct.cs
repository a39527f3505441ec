using PresenceCluster.Protocol;

namespace PresenceCluster.Tests.Faults.Model;

/// <summary>The account is deleted, or was unknown already.</summary>
internal sealed class DeleteAct(TimeSpan startedAt) : Act(startedAt)
{
    /// <summary>Whether the call reported that the account existed; null when it reported nothing.</summary>
    public bool? WasKnown { get; init; }

    public override Rule Rule => Rule.CallCannotBe;

    public override IEnumerable<World> Apply(World world)
        => WasKnown is { } wasKnown && wasKnown != world.Exists
            ? []
            : [world.PushOut(_ => true, CloseCode.AccountDeleted) with { Exists = false }];

    public override string ToString() => $"account deleted: {(WasKnown is { } known ? known ? "done" : "no such account" : "no answer")}";
}
