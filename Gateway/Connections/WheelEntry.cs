namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// An object with one deadline at a time on a <see cref="DeadlineWheel"/>. It holds the wheel's own links, so no node is allocated.
/// </summary>
internal abstract class WheelEntry
{
    internal const int Unlinked = -1;
    internal const int Removed = -2;

    internal WheelEntry? Next;
    internal WheelEntry? Previous;

    /// <summary>The slot that the entry is linked into, or one of the constants above; guarded by the wheel.</summary>
    internal int Slot = Unlinked;

    /// <summary>
    /// The present deadline, as a timestamp of the wheel's clock. It may have moved since the entry was scheduled, so a heartbeat costs
    /// only a store.
    /// </summary>
    internal abstract long DueAt { get; }

    /// <summary>The deadline has passed. The entry is off the wheel unless this returns or schedules it. Must not block.</summary>
    internal abstract void OnDue();
}
