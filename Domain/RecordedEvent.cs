namespace PresenceCluster.Domain;

/// <summary>A status event in its app's log.</summary>
public sealed record RecordedEvent
{
    /// <summary>Its position.</summary>
    public required EventPosition Position { get; init; }

    /// <summary>The user.</summary>
    public required UserKey User { get; init; }

    /// <summary>The event.</summary>
    public required StatusEvent Event { get; init; }

    /// <summary>Names the event for its receivers: unique within the app, the same with every delivery.</summary>
    public string Id => $"evt_{Position}";
}
