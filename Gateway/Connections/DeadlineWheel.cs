namespace PresenceCluster.Gateway.Connections;

/// <summary>
/// A hashed timing wheel: all deadlines of all connections on one timer. An entry is in the slot of the tick by which its deadline will
/// have passed. When the tick comes, an entry whose deadline has moved is linked again at its new place. A heartbeat therefore only stores
/// a time, a tick costs O(due), and each connection is looked at once per deadline. Deadlines beyond the last slot wait there and are
/// looked at earlier than needed. No entry fires early, and none more than one tick late. After a standstill of the process the wheel waits
/// a little, so that connections can first process received bytes, which move their deadlines.
/// </summary>
internal sealed class DeadlineWheel : IDisposable
{
    private const int SlotCount = 4096;

    // A busy machine may be late by a tick. A process that was stopped, or whose machine was, is later than that.
    private const int StandstillTicks = 3;
    private const int CatchUpTicks = 4;

    private readonly WheelEntry?[] _slots = new WheelEntry?[SlotCount];
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onFault;
    private readonly long _tickLength;
    private readonly ITimer _timer;
    private long _nextTick;
    private int _isAdvancing;
    private long _lookedAt;
    private long? _waitsUntil;

    /// <summary>Starts turning.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="tick">The time between two looks.</param>
    /// <param name="onFault">Called when an entry's <see cref="WheelEntry.OnDue"/> throws; the wheel turns on.</param>
    public DeadlineWheel(TimeProvider time, TimeSpan tick, Action<Exception> onFault)
    {
        _time = time;
        _onFault = onFault;
        _tickLength = Math.Max(1, Span(tick));
        _lookedAt = time.GetTimestamp() / _tickLength;
        _nextTick = _lookedAt + 1;
        _timer = time.CreateTimer(static wheel => ((DeadlineWheel)wheel!).Advance(), this, tick, tick);
    }

    /// <summary>Now, in the clock's timestamps.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>How long ago the wheel last looked at its deadlines. It grows when a deadline's action does not return.</summary>
    public TimeSpan Standstill => _time.GetElapsedTime(Volatile.Read(ref _lookedAt) * _tickLength);

    /// <summary>A duration in the clock's timestamps.</summary>
    public long Span(TimeSpan duration) => (long)(duration.TotalSeconds * _time.TimestampFrequency);

    /// <summary>Puts an entry on the wheel, or moves it. Does nothing once it was removed.</summary>
    public void Schedule(WheelEntry entry, long dueAt)
    {
        lock (_gate)
        {
            if (entry.Slot == WheelEntry.Removed)
                return;
            Unlink(entry);
            Link(entry, dueAt);
        }
    }

    /// <summary>Puts an entry back that the wheel has taken off. Does nothing when it was scheduled or removed meanwhile.</summary>
    public void Return(WheelEntry entry, long dueAt)
    {
        lock (_gate)
        {
            if (entry.Slot == WheelEntry.Unlinked)
                Link(entry, dueAt);
        }
    }

    /// <summary>Takes an entry off for good.</summary>
    public void Remove(WheelEntry entry)
    {
        lock (_gate)
        {
            Unlink(entry);
            entry.Slot = WheelEntry.Removed;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Advance()
    {
        // A new tick does not join one that is still running; the next tick catches up.
        if (Interlocked.Exchange(ref _isAdvancing, 1) != 0)
            return;
        var reached = Now / _tickLength;
        if (!WaitsForReaders(reached))
            TurnTo(reached);
        Volatile.Write(ref _isAdvancing, 0);
    }

    private bool WaitsForReaders(long reached)
    {
        var passed = reached - _lookedAt;
        Volatile.Write(ref _lookedAt, reached);
        if (_waitsUntil is null && passed >= StandstillTicks)
            _waitsUntil = reached + CatchUpTicks;
        else if (reached >= _waitsUntil)
            // The wait ends even if this look is late too: a process that is always late must still keep its deadlines.
            _waitsUntil = null;
        return _waitsUntil is not null;
    }

    private void TurnTo(long reached)
    {
        for (var tick = Math.Max(_nextTick, reached - SlotCount + 1); tick <= reached; tick++)
        {
            lock (_gate)
                _nextTick = tick + 1;
            while (TakeFrom((int)(tick % SlotCount)) is { } entry)
                Judge(entry);
        }
    }

    private WheelEntry? TakeFrom(int slot)
    {
        lock (_gate)
        {
            var entry = _slots[slot];
            if (entry is not null)
                Unlink(entry);
            return entry;
        }
    }

    private void Judge(WheelEntry entry)
    {
        try
        {
            var dueAt = entry.DueAt;
            if (dueAt > Now)
                Return(entry, dueAt);
            else
                entry.OnDue();
        }
        catch (Exception fault)
        {
            // The timer's outermost loop: one connection's fault must not stop the deadlines of others.
            _onFault(fault);
        }
    }

    private void Link(WheelEntry entry, long dueAt)
    {
        // Rounded up, so that a tick finds only deadlines that have passed. One slot stays free: the one that is being emptied.
        var tick = Math.Clamp(((dueAt - 1) / _tickLength) + 1, _nextTick, _nextTick + SlotCount - 2);
        entry.Slot = (int)(tick % SlotCount);
        entry.Next = _slots[entry.Slot];
        if (entry.Next is not null)
            entry.Next.Previous = entry;
        _slots[entry.Slot] = entry;
    }

    private void Unlink(WheelEntry entry)
    {
        if (entry.Slot < 0)
            return;
        if (entry.Previous is not null)
            entry.Previous.Next = entry.Next;
        else
            _slots[entry.Slot] = entry.Next;
        if (entry.Next is not null)
            entry.Next.Previous = entry.Previous;
        entry.Next = entry.Previous = null;
        entry.Slot = WheelEntry.Unlinked;
    }
}
