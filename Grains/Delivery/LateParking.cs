using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;
using PresenceCluster.Storage.Delivery;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Takes out of one lane's window what must not hold it up: a user whose events keep failing while the endpoint takes those of
/// others, what follows behind such events, and what has become too old.
/// </summary>
internal sealed class LateParking(LateEvents late, DeliveryTarget target, DeliveryOptions options, DeliveryMetrics metrics)
{
    private const string NotTried = "It was not tried before.";

    private readonly HashSet<string> _followers = new(StringComparer.Ordinal);

    private bool _isSuspected;
    private DateTimeOffset _lookAt;

    /// <summary>Remembers who on a page already has events set aside.</summary>
    public async Task NoteAsync(LaneKey lane, IReadOnlyList<RecordedEvent> page, CancellationToken cancellationToken)
    {
        var users = new HashSet<string>(StringComparer.Ordinal);
        foreach (var recorded in page)
            users.Add(recorded.User.UserId);
        _followers.UnionWith(await late.FindParkedAsync(lane, users, cancellationToken));
    }

    /// <summary>Says that something has failed.</summary>
    public void Suspect() => _isSuspected = true;

    /// <summary>Sets aside what has to be. False when the lane is not this silo's any more.</summary>
    public async Task<bool> LeaveAsync(DeliveryWindow window, LaneLease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_followers.Count == 0 && !_isSuspected && now < _lookAt)
            return true;
        var lines = window.BeginLeaving(line => CountOf(line, now));
        var isDone = false;
        var isOurs = true;
        try
        {
            if (lines.Length > 0)
                isOurs = await StoreAsync(lease, [.. lines.SelectMany(line => EventsOf(line, now))], now, cancellationToken);
            isDone = isOurs;
        }
        finally
        {
            if (isDone)
                window.EndLeaving(lines, now);
            else
                window.Return(lines, now);
        }

        _followers.Clear();
        _isSuspected = false;
        _lookAt = now + options.PollPeriod;
        return isOurs;
    }

    private int CountOf(UserLine line, DateTimeOffset now)
    {
        if (_followers.Contains(line.UserId))
            return line.Waiting.Count;
        if (line.Failures >= options.QuickAttempts && target.SucceededAt > line.FailingSince && !target.IsPaused)
            return line.Waiting.Count;
        var expired = 0;
        while (expired < line.Waiting.Count && ExpiryOf(line.Waiting[expired]) <= now)
            expired++;
        return expired;
    }

    private IEnumerable<LateEvent> EventsOf(UserLine line, DateTimeOffset now)
    {
        for (var i = 0; i < line.Taken; i++)
        {
            var entry = line.Waiting[i];
            if (!entry.IsWanted)
                continue;
            yield return new LateEvent
            {
                Outgoing = entry.Outgoing!,
                Attempts = i == 0 ? line.Tries : 0,
                ExpiresAt = ExpiryOf(entry),
                DeadAt = ExpiryOf(entry) <= now ? now : null,
                LastError = i == 0 && line.Tries > 0 ? line.LastError : NotTried,
            };
        }
    }

    private async Task<bool> StoreAsync(LaneLease lease, IReadOnlyList<LateEvent> events, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
            return true;
        var nextAt = now + RetryDelay.After(1, options.LateDelay, options.LateDelayMax, Random.Shared.NextDouble());
        if (!await late.AddAsync(lease, events, nextAt, cancellationToken))
            return false;
        var dead = events.Count(one => one.DeadAt is not null);
        metrics.Died(dead);
        metrics.Parked(events.Count - dead);
        return true;
    }

    private DateTimeOffset ExpiryOf(LaneEntry entry) => entry.Event.At + target.Endpoint.MaxAge;
}
