using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Storage.Events;

namespace PresenceCluster.Grains.Delivery;

/// <summary>
/// Looks for a transaction of a writer that stays open on the database server and hides the events of all apps. It logs the begin and the end of such a
/// time, and keeps the latest finding for <see cref="DeliveryFacts"/> and <see cref="DeliveryMetrics"/>.
/// </summary>
internal sealed partial class LogWatch : BackgroundService
{
    /// <summary>Together with <see cref="LongFrom"/> less than the 10 s within which a cause must be known.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    /// <summary>A transaction of this age is no ordinary write.</summary>
    internal static readonly TimeSpan LongFrom = TimeSpan.FromSeconds(5);

    private readonly IEventLog _events;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    private LogHoldup? _seen;
    private volatile LogHoldup? _long;

    public LogWatch(IEventLog events, DeliveryMetrics metrics, TimeProvider time, ILogger<LogWatch> log)
    {
        (_events, _time, _log) = (events, time, log);
        metrics.HoldupAge = () => Long?.Since is { } since ? time.GetUtcNow() - since : TimeSpan.Zero;
    }

    /// <summary>The transaction that has been open for long, as it was last seen; null when there is none.</summary>
    public LogHoldup? Long => _long;

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var found = await _events.FindHoldupAsync(cancellationToken);
        var now = _time.GetUtcNow();
        if (found is { Since: null })
        {
            // The server may not tell the begin. Then the first look at this transaction counts.
            var seenAt = _seen?.Transaction == found.Transaction ? _seen?.Since : null;
            found = found with { Since = seenAt ?? now };
        }

        _seen = found;
        if (found is { Since: { } since } && now - since >= LongFrom)
        {
            if (_long?.Transaction != found.Transaction)
                LogHidden(found.Name, Math.Round((now - since).TotalSeconds));
            _long = found;
        }
        else if (_long is not null)
        {
            LogVisible();
            _long = null;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Rounds.RunAsync(Period, _time, LookAsync, LogUnreadable, stoppingToken);

    [LoggerMessage(2612, LogLevel.Warning,
        "A transaction that may store events has been open on the database server for {Seconds} s: {Holder}. Until it ends, no event that was "
            + "stored after its begin can be read, and none is delivered. End what it waits for, or its own process.")]
    private partial void LogHidden(string holder, double seconds);

    [LoggerMessage(2613, LogLevel.Information, "No transaction hides events any more.")]
    private partial void LogVisible();

    [LoggerMessage(2614, LogLevel.Warning, "The transactions of the database server could not be read. The next look is in a moment.")]
    private partial void LogUnreadable(Exception fault);
}
