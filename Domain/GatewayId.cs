namespace PresenceCluster.Domain;

/// <summary>
/// One run (incarnation) of a gateway process. A restarted gateway has another id, so what an earlier run left behind can
/// never be mistaken for its own.
/// </summary>
/// <param name="Value">The silo address with its generation, in the form that the cluster's membership prints.</param>
public readonly record struct GatewayId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
