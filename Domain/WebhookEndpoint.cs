using System.Collections.Immutable;

namespace PresenceCluster.Domain;

/// <summary>One receiver of an app's status events.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>Names the endpoint within its app; never given to another one.</summary>
    public required string Id { get; init; }

    /// <summary>Where events are posted to.</summary>
    public required string Url { get; init; }

    /// <summary>In what form.</summary>
    public required WebhookFormat Format { get; init; }

    /// <summary>What requests are signed with, newest first.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>The kinds of events that are sent; empty for all.</summary>
    public ImmutableArray<StatusAction> Events { get; init; } = [];

    /// <summary>Whether events are sent. While it is off they wait in the log, for as long as the log keeps them.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The most events of one request, 1 to 100. Tencent's format knows one only.</summary>
    public int BatchMax { get; init; } = 1;

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The most requests under way at once, over the whole cluster.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>How long the loss of a connection that was seen to close, or timed out, is held back in case the device returns.</summary>
    public TimeSpan ClosedGrace { get; init; } = TimeSpan.Zero;

    /// <summary>The same for connections of a gateway that died.</summary>
    public TimeSpan GatewayLostGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this age an event that was not delivered becomes a dead letter.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The log's end when the endpoint was created: its first event is the one behind it.</summary>
    public EventPosition StartAfter { get; init; }
}
