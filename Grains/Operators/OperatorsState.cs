using PresenceCluster.Grains.Interfaces.Operators;

namespace PresenceCluster.Grains.Operators;

/// <summary>The stored form of the operators.</summary>
[GenerateSerializer, Alias("presence.operators-state")]
internal sealed class OperatorsState
{
    /// <summary>The operators, and the key of their tokens.</summary>
    [Id(0)]
    public OperatorsSnapshot Snapshot { get; set; } = OperatorsSnapshot.None;
}
