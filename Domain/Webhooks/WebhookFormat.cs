namespace PresenceCluster.Domain.Webhooks;

/// <summary>How a status event is written to a webhook endpoint. Names are stored and must not change.</summary>
public enum WebhookFormat : byte
{
    /// <summary>Our own JSON with signature headers after the Standard Webhooks specification.</summary>
    Native = 1,

    /// <summary>Tencent's callback <c>State.StateChange</c> (contract §2), one event per POST.</summary>
    Tencent = 2,
}
