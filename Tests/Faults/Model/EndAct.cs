namespace PresenceCluster.Tests.Faults.Model;

/// <summary>The end of a connection. A logout on a gateway that then died may have become a loss.</summary>
internal sealed class EndAct(ConnectionFacts connection, TimeSpan startedAt) : Act(startedAt)
{
    public ConnectionFacts Connection { get; } = connection;

    /// <summary>Whether the user may have logged out.</summary>
    public bool MayBeLogout { get; init; }

    /// <summary>Whether the connection may have been lost.</summary>
    public bool MayBeLoss { get; init; } = true;

    /// <summary>By when the end is known even without the promise that a killed gateway's users leave Online in time.</summary>
    public TimeSpan? KnownAnywayAt { get; init; }

    public override Rule Rule => Rule.AnswerWasNeverTrue;

    public override bool MayBeIdle => false;

    public override IEnumerable<World> Apply(World world)
    {
        if (MayBeLoss)
            yield return world.End(Connection, isLoss: true);
        if (MayBeLogout)
            yield return world.End(Connection, isLoss: false);
    }

    public override Act Without(Rule promise) => promise == Rule.LossNoticedLate && KnownAnywayAt is { } later && later > EndedAt
        ? new EndAct(Connection, StartedAt) { MayBeLogout = MayBeLogout, MayBeLoss = MayBeLoss, EndedAt = later }
        : this;

    public override string ToString() => $"{(MayBeLogout ? "logout" : "end")} {Connection}";
}
