namespace PresenceCluster.Grains.Interfaces.Operators;

/// <summary>How a change of the operators ended. A closed set.</summary>
[GenerateSerializer, Immutable, Alias("presence.operator-change")]
public abstract record OperatorChangeReply
{
    private OperatorChangeReply()
    {
    }

    /// <summary>The change is stored, and every process that answered in time knows it.</summary>
    /// <param name="Account">The operator as it is now; as it was, when it was removed.</param>
    [GenerateSerializer, Immutable, Alias("presence.operator-change.changed")]
    public sealed record Changed([property: Id(0)] OperatorAccount Account) : OperatorChangeReply;

    /// <summary>An operator of this name exists already.</summary>
    [GenerateSerializer, Immutable, Alias("presence.operator-change.exists")]
    public sealed record Exists : OperatorChangeReply;

    /// <summary>There is no operator of this name, or the operator has changed since.</summary>
    [GenerateSerializer, Immutable, Alias("presence.operator-change.unknown")]
    public sealed record Unknown : OperatorChangeReply;

    /// <summary>The change would leave no administrator.</summary>
    [GenerateSerializer, Immutable, Alias("presence.operator-change.last-admin")]
    public sealed record LastAdmin : OperatorChangeReply;

    /// <summary>The number of operators is at its limit.</summary>
    [GenerateSerializer, Immutable, Alias("presence.operator-change.full")]
    public sealed record Full : OperatorChangeReply;
}
