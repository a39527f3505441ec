using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// The events that a lane has read and not finished. It decides what may be sent next and how far the cursor has come. It has no clock,
/// storage or network, and is not safe for threads; <see cref="DeliveryLane"/> performs what it decides.
/// </summary>
/// <remarks>
/// A user's events are sent in their order, one request at a time. Events of different users do not wait for each other. After a failure a
/// user's events are sent one by one, apart from those of others, so that a further failure affects no other user. The cursor stands before
/// the oldest event that is not done.
/// </remarks>
internal sealed class DeliveryWindow(WebhookEndpoint endpoint, DeliveryOptions options, EventPosition start)
{
    private readonly Queue<LaneEntry> _entries = new();
    private readonly Dictionary<string, UserLine> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<UserLine> _undecided = [];
    private readonly Queue<UserLine> _ready = new();
    private readonly PriorityQueue<(UserLine Line, int Appointment), DateTimeOffset> _appointments = new();

    private DateTimeOffset _knownUntil = DateTimeOffset.MinValue;

    // When the log's end was read last. An event that is read later could not be read then.
    private DateTimeOffset _endReadAt = DateTimeOffset.MinValue;

    // Lines that wait for the end of a grace. They do not count against the window: many of them would otherwise stop the reading of the
    // log, and with it the returns that they wait for.
    private int _held;

    /// <summary>Everything up to here is done.</summary>
    public EventPosition Cursor { get; private set; } = start;

    /// <summary>Everything up to here has been read.</summary>
    public EventPosition ReadUpTo { get; private set; } = start;

    /// <summary>How many events are not done.</summary>
    public int Pending { get; private set; }

    /// <summary>Whether the next page fits.</summary>
    public bool HasRoom
        => Pending - _held + options.PageEventsMax <= options.WindowEventsMax && _entries.Count + options.PageEventsMax <= options.SpanEventsMax;

    /// <summary>Whether there is something to send.</summary>
    public bool IsReady => _ready.Count > 0;

    /// <summary>Whether an event waits for the log's next page.</summary>
    public bool WaitsForLog => _undecided.Count > 0;

    /// <summary>When the oldest event that is not done happened; null when there is none.</summary>
    public DateTimeOffset? OldestAt => _entries.TryPeek(out var entry) && !entry.IsDone ? entry.Event.At : null;

    /// <summary>When <see cref="Advance"/> has something to do; null when nothing waits for a time.</summary>
    public DateTimeOffset? NextAt => _appointments.TryPeek(out _, out var at) ? at : null;

    /// <summary>What the pending events wait for. It looks at every user with pending events.</summary>
    public LaneSurvey Survey() => LaneSurvey.Of(_lines.Values, endpoint);

    /// <summary>Adds a page, in the log's order.</summary>
    /// <param name="page">The events behind <see cref="ReadUpTo"/>.</param>
    /// <param name="end">When the page was read, if it reached the log's end then; null when there is more.</param>
    public void Add(IReadOnlyList<RecordedEvent> page, DateTimeOffset? end)
    {
        foreach (var recorded in page)
        {
            ReadUpTo = recorded.Position;
            Append(recorded);
        }

        _endReadAt = end ?? _endReadAt;
        _knownUntil = end ?? (page.Count == 0 ? _knownUntil : page[^1].Event.At);
        MoveCursor();
    }

    /// <summary>Decides again about the events whose time has come.</summary>
    public void Advance(DateTimeOffset now)
    {
        while (_appointments.TryPeek(out var due, out var at) && at <= now)
        {
            _appointments.Dequeue();
            if (due.Appointment == due.Line.Appointment && due.Line.State is LineState.Held or LineState.Failing)
                Decide(due.Line, now);
        }

        foreach (var line in _undecided.ToArray())
            Decide(line, now);
        MoveCursor();
    }

    /// <summary>The next request; null when nothing can go.</summary>
    public LaneBatch? Take(DateTimeOffset now)
    {
        var lines = ImmutableArray.CreateBuilder<UserLine>();
        var events = ImmutableArray.CreateBuilder<OutgoingEvent>();
        while (events.Count < endpoint.BatchMax && _ready.TryPeek(out var line))
        {
            if (line.State != LineState.Ready)
            {
                _ready.Dequeue();
                continue;
            }

            var goesAlone = line.Failures > 0;
            if (goesAlone && events.Count > 0)
                break;

            _ready.Dequeue();
            lines.Add(line);
            line.State = LineState.InFlight;
            do
                events.Add(line.Waiting[line.Taken++].Outgoing!);
            while (!goesAlone && events.Count < endpoint.BatchMax && WaitOf(line, line.Taken, now) is LineState.Ready);
            if (goesAlone)
                break;
        }

        return events.Count == 0 ? null : new LaneBatch(lines.DrainToImmutable(), events.DrainToImmutable());
    }

    /// <summary>The endpoint accepted a request, or a failed one is not repeated: its events are done.</summary>
    public void Complete(LaneBatch batch, DateTimeOffset now)
    {
        foreach (var line in batch.Lines)
            FinishTaken(line, now);
        MoveCursor();
    }

    /// <summary>
    /// The endpoint did not accept a request, and its users wait for their next try. While the endpoint as a whole is down, this does not
    /// count as a failure of the events.
    /// </summary>
    public void Fail(LaneBatch batch, string error, bool isEndpointDown, Func<int, TimeSpan> delayAfter, DateTimeOffset now)
    {
        foreach (var line in batch.Lines)
        {
            line.Tries++;
            if (!isEndpointDown && line.Failures++ == 0)
                line.FailingSince = now;
            line.LastError = error;
            line.Taken = 0;
            line.State = LineState.Failing;
            Appoint(line, now + delayAfter(line.Failures));
        }
    }

    /// <summary>Returns lines whose events were neither sent nor parked.</summary>
    public void Return(ImmutableArray<UserLine> lines, DateTimeOffset now)
    {
        foreach (var line in lines)
        {
            line.Taken = 0;
            Decide(line, now);
        }
    }

    /// <summary>Takes lines that are to be parked, each with the given number of its first events.</summary>
    /// <param name="countOf">How many events of a line that is not under way; 0 leaves the line where it is.</param>
    public ImmutableArray<UserLine> BeginParking(Func<UserLine, int> countOf)
    {
        var parking = ImmutableArray.CreateBuilder<UserLine>();
        foreach (var line in _lines.Values)
        {
            if (line.State is LineState.InFlight or LineState.Parking || countOf(line) is not (> 0 and var count))
                continue;
            if (line.State == LineState.Held)
                _held--;
            line.State = LineState.Parking;
            line.Taken = count;
            _undecided.Remove(line);
            parking.Add(line);
        }

        return parking.DrainToImmutable();
    }

    /// <summary>They are parked.</summary>
    public void EndParking(ImmutableArray<UserLine> lines, DateTimeOffset now)
    {
        foreach (var line in lines)
            FinishTaken(line, now);
        MoveCursor();
    }

    private void Append(RecordedEvent recorded)
    {
        var isWanted = endpoint.Wants(recorded.Event.Action);
        var entry = new LaneEntry(recorded, isWanted, _endReadAt);
        _entries.Enqueue(entry);
        var userId = recorded.User.UserId;
        if (!_lines.TryGetValue(userId, out var line))
        {
            if (!isWanted)
            {
                entry.Finish();
                return;
            }

            _lines.Add(userId, line = new UserLine(userId));
        }

        line.Waiting.Add(entry);
        Pending++;
        if (line.State is LineState.Undecided or LineState.Held)
            _undecided.Add(line);
    }

    /// <summary>Puts a line where it belongs now.</summary>
    private void Decide(UserLine line, DateTimeOffset now)
    {
        _undecided.Remove(line);
        if (line.State == LineState.Held)
            _held--;
        line.State = WaitOf(line, 0, now) ?? LineState.Undecided;
        if (line.State == LineState.Ready)
        {
            _ready.Enqueue(line);
        }
        else if (line.State == LineState.Held)
        {
            _held++;
            Appoint(line, line.Waiting[0].DueFor(endpoint));
        }
        else if (line.Waiting.Count > 0)
        {
            _undecided.Add(line);
        }
        else
        {
            _lines.Remove(line.UserId);
        }
    }

    /// <summary>
    /// The state that the event at a place of a line puts the line into; null when there is no event, or none is decided yet. An event that
    /// need not be sent is removed here, and the next one is looked at.
    /// </summary>
    private LineState? WaitOf(UserLine line, int place, DateTimeOffset now)
    {
        while (place < line.Waiting.Count)
        {
            var entry = line.Waiting[place];
            if (!entry.IsWanted)
            {
                Pending -= entry.Finish();
                line.Waiting.RemoveAt(place);
                continue;
            }

            if (EventFolding.GraceOf(entry.Event, endpoint) <= TimeSpan.Zero)
                return LineState.Ready;
            var due = entry.DueFor(endpoint);
            if (EventFolding.IsUndone(entry.Event, line.Waiting.Skip(place + 1).Select(later => later.Event), due))
            {
                line.Waiting[place + 1].Cover(entry);
                line.Waiting.RemoveAt(place);
                continue;
            }

            if (now < due)
                return LineState.Held;

            // A full window cannot read further in the log. Sending both events is correct too; it only sends more.
            return _knownUntil >= due || !HasRoom ? LineState.Ready : null;
        }

        return null;
    }

    private void Appoint(UserLine line, DateTimeOffset at) => _appointments.Enqueue((line, ++line.Appointment), at);

    private void FinishTaken(UserLine line, DateTimeOffset now)
    {
        for (var i = 0; i < line.Taken; i++)
            Pending -= line.Waiting[i].Finish();
        line.Waiting.RemoveRange(0, line.Taken);
        line.Taken = 0;
        line.Tries = 0;
        line.Failures = 0;
        Decide(line, now);
    }

    private void MoveCursor()
    {
        while (_entries.TryPeek(out var entry) && entry.IsDone)
            Cursor = _entries.Dequeue().Position;
    }
}
