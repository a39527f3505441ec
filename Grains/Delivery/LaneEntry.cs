using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.Grains.Delivery;

/// <summary>One event of the log in a lane's window. Once done it only keeps its place until all before it are done.</summary>
internal sealed class LaneEntry(RecordedEvent recorded, bool isWanted)
{
    private LaneEntry? _covered;

    /// <summary>Where it stands.</summary>
    public EventPosition Position { get; } = recorded.Position;

    /// <summary>Whether the endpoint is sent events of this kind; the others still tell that a device has returned.</summary>
    public bool IsWanted { get; } = isWanted;

    /// <summary>What is to be sent; null once it is done. It may cover events before it that were dropped.</summary>
    public OutgoingEvent? Outgoing { get; private set; } = OutgoingEvent.Of(recorded);

    public bool IsDone => Outgoing is null;

    /// <summary>What happened, of an entry that is not done.</summary>
    public StatusEvent Event => Outgoing!.Recorded.Event;

    /// <summary>Takes a dropped entry with it: that is done when this one is, else the cursor could pass it too early.</summary>
    public void Cover(LaneEntry dropped)
    {
        Outgoing = EventFolding.Fold(dropped.Outgoing!, Outgoing!);
        // In front of what it covers already, and the dropped one may cover others.
        var last = dropped;
        while (last._covered is { } further)
            last = further;
        last._covered = _covered;
        _covered = dropped;
    }

    /// <summary>Marks it and what it covers as done; returns how many that were.</summary>
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
