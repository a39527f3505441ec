namespace PresenceCluster.Tests.Faults.Model;

/// <summary>An answered query: its answer was true at some moment during the query.</summary>
internal sealed class QueryAct(string asked, string answer, TimeSpan startedAt) : Act(startedAt)
{
    public override Rule Rule => Rule.AnswerWasNeverTrue;

    public override bool IsObservation => true;

    public override IEnumerable<World> Apply(World world) => world.ToAnswer() == answer ? [world] : [];

    public override string ToString() => $"query {asked}: {answer}";
}
