using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.Grains.Delivery;

/// <summary>One event of the log in a lane's window. Once done, it only keeps its place until all events before it are done.</summary>
/// <param name="recorded">The event.</param>
/// <param name="isWanted">See <see cref="IsWanted"/>.</param>
/// <param name="hiddenAt">The last time at which the log was read to its end without it.</param>
internal sealed class LaneEntry(RecordedEvent recorded, bool isWanted, DateTimeOffset hiddenAt)
{
    private LaneEntry? _covered;

    /// <summary>Its position.</summary>
    public EventPosition Position { get; } = recorded.Position;

    /// <summary>Whether the endpoint wants events of this kind. The others still show that a device has returned.</summary>
    public bool IsWanted { get; } = isWanted;

    /// <summary>
    /// From when its age counts: when it happened, or when it could be read if that was later. What hides the log makes no event too old.
    /// </summary>
    public DateTimeOffset AgesFrom { get; } = recorded.Event.At > hiddenAt ? recorded.Event.At : hiddenAt;

    /// <summary>The event to send; null once it is done. It may cover events before it that were dropped.</summary>
    public OutgoingEvent? Outgoing { get; private set; } = OutgoingEvent.Of(recorded);

    public bool IsDone => Outgoing is null;

    /// <summary>The event of an entry that is not done.</summary>
    public StatusEvent Event => Outgoing!.Recorded.Event;

    /// <summary>When the grace of an entry that is not done ends.</summary>
    public DateTimeOffset DueFor(WebhookEndpoint endpoint) => Event.At + EventFolding.GraceOf(Event, endpoint);

    /// <summary>Adds a dropped entry to this one. It is done when this one is; otherwise the cursor could pass it too early.</summary>
    public void Cover(LaneEntry dropped)
    {
        Outgoing = EventFolding.Fold(dropped.Outgoing!, Outgoing!);
        // It goes in front of the entries that are covered already. The dropped entry may cover others too.
        var last = dropped;
        while (last._covered is { } further)
            last = further;
        last._covered = _covered;
        _covered = dropped;
    }

    /// <summary>Marks the entry and those that it covers as done. Returns how many there were.</summary>
    public int Finish()
    {
        var count = 0;
        for (var entry = this; entry is not null;)
        {
            entry.Outgoing = null;
            count++;
            (var covered, entry._covered) = (entry._covered, null);
            entry = covered;
        }

        return count;
    }
}
