namespace PresenceCluster.Tests.Cluster.Clocks;

/// <summary>This machine with a wall clock that is ahead, so that a time which was taken elsewhere is told apart.</summary>
internal sealed class ShiftedMachine(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
