using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PresenceCluster.Cluster.Scheduling;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Cluster.Processes;

/// <summary>
/// Notes this process's counters every few seconds and the tallies of users with them, so that whoever asks is answered from memory.
/// What is counted costs one addition where it happens; everything else is done here.
/// </summary>
internal sealed partial class ProcessMeter(
    ProcessTraffic traffic,
    IOptions<OverviewOptions> options,
    TimeProvider time,
    ILogger<ProcessMeter> log,
    UserTallies? tallies = null,
    IProcessDoors? doors = null,
    ISiloWork? work = null) : BackgroundService
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly SampleRing _ring = new(options.Value.SamplesKept);
    private readonly Dictionary<AppId, TrafficCounts> _counted = [];
    private long _notedAt = time.GetTimestamp();
    private TimeSpan _usedBefore = Environment.CpuUsage.TotalTime;
    private volatile Reading _latest = Reading.Nothing;

    /// <summary>How the process is now.</summary>
    public ProcessReport Report(AppId? app)
    {
        var latest = _latest;
        return new ProcessReport
        {
            Version = ProgramVersion.Text,
            StartedAt = _startedAt,
            IsDraining = doors?.IsDraining ?? false,
            Connections = doors is null ? null : app is { } one ? traffic.Find(one)?.Connections ?? 0 : doors.Connections,
            ActiveUsers = work?.ActiveUsers,
            CpuPercent = latest.CpuPercent,
            MemoryBytes = Environment.WorkingSet,
            Rates = latest.RatesOf(app),
            Webhooks = work?.WebhooksOf(app) ?? WebhookWork.None,
        };
    }

    /// <summary>The users in the whole cluster, as last read.</summary>
    public UserTally UsersOf(AppId? app) => _latest.UsersOf(app);

    /// <summary>The samples of the last minutes.</summary>
    public ImmutableArray<ProcessSample> History(AppId? app, TimeSpan window) => _ring.Since(time.GetUtcNow() - window, app);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Rounds.RunAsync(options.Value.SamplePeriod, time, async token => Note(await ReadUsersAsync(token)), LogNoteFailed, stoppingToken);

    private async Task<IReadOnlyDictionary<AppId, UserTally>> ReadUsersAsync(CancellationToken cancellationToken)
    {
        if (tallies is null)
            return _latest.Users;
        using var timeout = new CancellationTokenSource(options.Value.TallyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await tallies.ReadAsync(either.Token).WaitAsync(either.Token);
        }
        catch (Exception fault) when (
            fault is DbException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The sample is taken all the same, with the tallies that were read before.
            LogTalliesFailed(fault);
            return _latest.Users;
        }
    }

    private void Note(IReadOnlyDictionary<AppId, UserTally> users)
    {
        var notedAt = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_notedAt, notedAt);
        var used = Environment.CpuUsage.TotalTime;
        var rates = new Dictionary<AppId, TrafficRates>();
        foreach (var (app, counters) in traffic.All)
        {
            var counts = counters.Read();
            rates[app] = counts.Since(_counted.GetValueOrDefault(app), elapsed);
            _counted[app] = counts;
        }

        var reading = new Reading(
            rates,
            rates.Values.Aggregate(Reading.NoRates, (sum, one) => sum + one),
            users,
            new UserTally(users.Values.SelectMany(tally => tally.Counts)),
            elapsed > TimeSpan.Zero ? Math.Clamp(100 * ((used - _usedBefore) / elapsed) / Environment.ProcessorCount, 0, 100) : 0);
        (_notedAt, _usedBefore, _latest) = (notedAt, used, reading);
        var at = time.GetUtcNow();
        _ring.Add(reading.Sample(null, at), BusiestOf(reading).ToImmutableDictionary(app => app, app => reading.Sample(app, at)));
    }

    private IEnumerable<AppId> BusiestOf(Reading reading) => reading.Users.Keys.Union(reading.Rates.Keys)
        .OrderByDescending(app => reading.Users.TryGetValue(app, out var users) ? users.Online + users.PushOnline : 0)
        .ThenBy(app => app)
        .Take(options.Value.AppsKept);

    /// <summary>Everything that was noted at one instant.</summary>
    private sealed record Reading(
        IReadOnlyDictionary<AppId, TrafficRates> Rates,
        TrafficRates AllRates,
        IReadOnlyDictionary<AppId, UserTally> Users,
        UserTally AllUsers,
        double CpuPercent)
    {
        public static readonly TrafficRates NoRates = new();
        public static readonly Reading Nothing = new(
            ImmutableDictionary<AppId, TrafficRates>.Empty, NoRates, ImmutableDictionary<AppId, UserTally>.Empty, UserTally.Empty, 0);

        // Of one app, or of all.
        public TrafficRates RatesOf(AppId? app) => app is { } one ? Rates.GetValueOrDefault(one, NoRates) : AllRates;

        public UserTally UsersOf(AppId? app) => app is { } one ? Users.GetValueOrDefault(one, UserTally.Empty) : AllUsers;

        public ProcessSample Sample(AppId? app, DateTimeOffset at)
        {
            var users = UsersOf(app);
            return new ProcessSample(at, RatesOf(app), users.Online, users.PushOnline);
        }
    }

    [LoggerMessage(1302, LogLevel.Error, "The process's counters could not be noted; they are at the next sample.")]
    private partial void LogNoteFailed(Exception fault);

    [LoggerMessage(1301, LogLevel.Warning, "The tallies of users could not be read; those known before stay in use.")]
    private partial void LogTalliesFailed(Exception fault);
}
