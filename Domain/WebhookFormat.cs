namespace PresenceCluster.Domain;

/// <summary>In what form an endpoint gets its events.</summary>
public enum WebhookFormat : byte
{
    /// <summary>Tencent's callback <c>State.StateChange</c> (contract §2).</summary>
    Tencent = 1,

    /// <summary>Our own JSON, signed after the Standard Webhooks specification.</summary>
    Native = 2,
}
