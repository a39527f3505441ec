namespace PresenceCluster.Grains.Interfaces.Delivery;

/// <summary>One silo's deliveries of status events, as it has them in memory.</summary>
/// <param name="Backlog">Events read from the log and not delivered yet.</param>
/// <param name="IsAtLeast">
/// Whether more of them may wait in the log, because memory for them is full or a transaction on the database server hides them.
/// </param>
/// <param name="OldestAt">When the oldest of them happened; null when there is none.</param>
/// <param name="Delivered">Events that endpoints have accepted since the silo started.</param>
/// <param name="Failed">Requests that failed in the same time.</param>
[GenerateSerializer, Immutable, Alias("presence.webhook-work")]
public sealed record WebhookWork(
    [property: Id(0)] long Backlog,
    [property: Id(1)] bool IsAtLeast,
    [property: Id(2)] DateTimeOffset? OldestAt,
    [property: Id(3)] long Delivered,
    [property: Id(4)] long Failed)
{
    /// <summary>No work at all.</summary>
    public static WebhookWork None { get; } = new(0, false, null, 0, 0);

    /// <summary>The work of two silos, or for two endpoints.</summary>
    public static WebhookWork operator +(WebhookWork one, WebhookWork other) => new(
        one.Backlog + other.Backlog,
        one.IsAtLeast || other.IsAtLeast,
        one.OldestAt is { } oldest && (other.OldestAt is not { } at || oldest < at) ? oldest : other.OldestAt,
        one.Delivered + other.Delivered,
        one.Failed + other.Failed);
}
