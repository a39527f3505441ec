namespace PresenceCluster.Gateway.Operators;

/// <summary>The result of the check of an operator's token. A closed set.</summary>
internal abstract record OperatorCheck
{
    private OperatorCheck()
    {
    }

    /// <summary>An operator's token, and it counts.</summary>
    /// <param name="Operator">The operator.</param>
    public sealed record Accepted(SignedInOperator Operator) : OperatorCheck;

    /// <summary>An operator's token that is not valid.</summary>
    /// <param name="Why">Why not, in a sentence.</param>
    public sealed record Refused(string Why) : OperatorCheck;

    /// <summary>No token of an operator; it may be a credential of an app.</summary>
    public sealed record NotOperator : OperatorCheck
    {
        public static readonly NotOperator Instance = new();
    }
}
