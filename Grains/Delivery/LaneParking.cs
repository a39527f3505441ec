using PresenceCluster.Domain;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Scheduling;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Parks the events that would hold a lane up. These are the events of a user that keep failing while the endpoint accepts those of others,
/// the events behind parked ones, and events that have become too old. The last become dead letters at once.
/// </summary>
internal sealed class LaneParking(ParkedEvents parked, DeliveryTarget target, DeliveryOptions options, DeliveryMetrics metrics)
{
    private const string NotTried = "It was not tried before.";

    private readonly HashSet<string> _followers = new(StringComparer.Ordinal);

    private bool _isSuspected;
    private DateTimeOffset _lookAt;

    /// <summary>Notes the users on a page that already have parked events.</summary>
    public async Task NoteAsync(LaneKey lane, IReadOnlyList<RecordedEvent> page, CancellationToken cancellationToken)
    {
        var users = new HashSet<string>(StringComparer.Ordinal);
        foreach (var recorded in page)
            users.Add(recorded.User.UserId);
        _followers.UnionWith(await parked.FindParkedAsync(lane, users, cancellationToken));
    }

    /// <summary>Reports a failure, so that the next check looks at all lines.</summary>
    public void Suspect() => _isSuspected = true;

    /// <summary>Parks the events that must be. Returns false when this silo has lost the lane.</summary>
    public async Task<bool> ParkAsync(DeliveryWindow window, LaneLease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_followers.Count == 0 && !_isSuspected && now < _lookAt)
            return true;
        var lines = window.BeginParking(line => CountOf(line, now));
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
                window.EndParking(lines, now);
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

    private IEnumerable<ParkedEvent> EventsOf(UserLine line, DateTimeOffset now)
    {
        for (var i = 0; i < line.Taken; i++)
        {
            var entry = line.Waiting[i];
            if (!entry.IsWanted)
                continue;
            yield return new ParkedEvent
            {
                Outgoing = entry.Outgoing!,
                Attempts = i == 0 ? line.Tries : 0,
                ExpiresAt = ExpiryOf(entry),
                DeadAt = ExpiryOf(entry) <= now ? now : null,
                LastError = i == 0 && line.Tries > 0 ? line.LastError : NotTried,
            };
        }
    }

    private async Task<bool> StoreAsync(
        LaneLease lease, IReadOnlyList<ParkedEvent> events, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
            return true;
        var nextAt = now + RetryDelay.After(1, options.ParkedDelay, options.ParkedDelayMax, Random.Shared.NextDouble());
        if (!await parked.AddAsync(lease, events, nextAt, cancellationToken))
            return false;
        var dead = events.Count(one => one.DeadAt is not null);
        metrics.Died(dead);
        metrics.Parked(events.Count - dead);
        return true;
    }

    private DateTimeOffset ExpiryOf(LaneEntry entry) => entry.AgesFrom + target.Endpoint.MaxAge;
}
