namespace PresenceCluster.Client;

/// <summary>The gateway did not carry out a request. The client stays logged in.</summary>
/// <param name="code">The number of the refusal (docs/protocol.md, "Refused requests").</param>
/// <param name="text">The gateway's sentence.</param>
/// <param name="retryAfter">When the same request may be sent again; null when it would be refused again.</param>
public sealed class RequestRefusedException(uint code, string text, TimeSpan? retryAfter) : Exception($"{text} ({code})")
{
    /// <summary>The number of the refusal (docs/protocol.md, "Refused requests").</summary>
    public uint Code { get; } = code;

    /// <summary>When the same request may be sent again; null when it would be refused again.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
