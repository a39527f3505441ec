namespace PresenceCluster.Gateway.Connections;

/// <summary>Something with one deadline at a time on a <see cref="DeadlineWheel"/>. The links are the wheel's own: no node is allocated.</summary>
internal abstract class WheelEntry
{
    internal const int Unlinked = -1;
    internal const int Removed = -2;

    internal WheelEntry? Next;
    internal WheelEntry? Previous;

    /// <summary>The slot that the entry is linked into, or one of the constants above; guarded by the wheel.</summary>
    internal int Slot = Unlinked;

    /// <summary>
    /// The deadline as it is now, as a timestamp of the wheel's clock. It may have moved away since the entry was scheduled: that is
    /// how a heartbeat costs nothing but a store.
    /// </summary>
    internal abstract long DueAt { get; }

    /// <summary>The deadline has passed. The entry is on the wheel no more unless this schedules it again. Must not block.</summary>
    internal abstract void OnDue();
}
