using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Clocks;
using PresenceCluster.Storage.Clocks;
using PresenceCluster.Tests.Gateway.Rest;
using Xunit;

namespace PresenceCluster.Tests.Cluster.Clocks;

/// <summary>What the comparison with the database does and says when clocks are set, drift, and cannot be read.</summary>
public sealed class ClockWatchTests : IAsyncDisposable
{
    private readonly SteppedMachine _machine = new();
    private readonly RecordedLog _log = new();
    private readonly LoggerFactory _logs;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ScriptedReference _database;
    private readonly ProcessClock _clock;
    private readonly ClockWatch _watch;

    public ClockWatchTests()
    {
        _logs = new LoggerFactory([_log]);
        _database = new ScriptedReference(_machine);
        _clock = new ProcessClock(_machine, _database.Read());
        var metrics = new ClockMetrics(_services.GetRequiredService<IMeterFactory>());
        _watch = new ClockWatch(_clock, _database, metrics, _logs.CreateLogger<ClockWatch>());
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.StopAsync(CancellationToken.None);
        _watch.Dispose();
        _logs.Dispose();
        await _services.DisposeAsync();
    }

    [Theory]
    [InlineData(-600, "back")]
    [InlineData(600, "forward")]
    public async Task Machine_s_clock_that_is_set_is_said_once_and_the_process_goes_on(int seconds, string way)
    {
        await CompareAsync();
        _machine.WallStep = TimeSpan.FromSeconds(seconds);
        await CompareAsync(times: 5);

        var side = seconds > 0 ? "ahead of" : "behind";
        Assert.Collection(
            _log.Lines,
            line => Assert.Equal(FormattableString.Invariant($"The machine's clock was set {way} by 600 s within the last 30 s."), line.Text),
            line => Assert.StartsWith(
                $"The machine's clock is 600 s {side} this process's clock, which follows the database's clock.",
                line.Text,
                StringComparison.Ordinal));
        Assert.Equal(TimeSpan.Zero, _watch.Ahead);
        Assert.Null(_watch.FaultFrom(TimeSpan.FromSeconds(10)));
        _log.Lines.Clear();

        _machine.WallStep = TimeSpan.Zero;
        await CompareAsync(times: 5);

        Assert.Equal([1501, 1505], _log.Lines.Select(line => line.Event));
    }

    [Fact]
    public async Task Database_s_clock_that_is_set_is_followed_and_said_until_both_agree()
    {
        await CompareAsync();
        _database.Ahead = TimeSpan.FromSeconds(20);
        await CompareAsync();

        Assert.Collection(
            _log.Lines,
            line => Assert.Equal("The database's clock was set forward by 20 s within the last 30 s.", line.Text),
            line => Assert.StartsWith(
                "This process's clock is 20 s behind the database's clock: it runs faster until both agree, in 61 s.",
                line.Text,
                StringComparison.Ordinal));
        Assert.Equal(
            "This process's clock is 20.0 s behind the database's clock: as much as Storage:ClockSkewMax (10 s), or more.",
            _watch.FaultFrom(TimeSpan.FromSeconds(10)));
        _log.Lines.Clear();

        // The correction is seen without another comparison.
        _machine.Advance(TimeSpan.FromSeconds(62));

        Assert.Null(_watch.FaultFrom(TimeSpan.FromSeconds(10)));
        await CompareAsync(times: 3);
        Assert.Equal([1503, 1504], _log.Lines.Select(line => line.Event));
    }

    [Fact]
    public async Task Answer_that_took_longer_than_the_difference_it_claims_is_ignored()
    {
        await CompareAsync();
        _database.Ahead = TimeSpan.FromSeconds(1.2);
        _database.Uncertainty = TimeSpan.FromSeconds(1.5);

        await CompareAsync(times: 3);

        Assert.Equal(_machine.True, _clock.GetUtcNow());
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Database_that_is_away_changes_nothing_and_is_said_once()
    {
        await CompareAsync();
        _database.IsAway = true;
        await _watch.StartAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => _database.Asked == 2, "the watch has begun");
        await PassPeriodsAsync(5);

        Assert.Equal("The database's clock could not be read. This process's clock goes on by itself.", Assert.Single(_log.Lines).Text);
        Assert.Equal(_machine.True, _clock.GetUtcNow());

        _database.IsAway = false;
        await PassPeriodsAsync(1);
        await Eventually.IsTrueAsync(() => _log.Lines.Count == 2, "the database's clock is read again");
        await CompareAsync(times: 5);

        Assert.Equal([1506, 1507], _log.Lines.Select(line => line.Event));
    }

    [Fact]
    public async Task Watch_compares_every_half_minute_and_tells_the_metrics()
    {
        _database.Ahead = TimeSpan.FromSeconds(20);
        _machine.WallStep = TimeSpan.FromMinutes(-10);
        await _watch.StartAsync(CancellationToken.None);

        await Eventually.IsTrueAsync(
            () =>
            {
                _machine.Advance(ClockWatch.Period);
                return _log.Lines.Any(line => line.Event == 1503);
            },
            "the log says that the clocks agree again");
        Assert.InRange(Gauge("presence.clock.offset"), -0.5, 0.5);
        Assert.InRange(Gauge("presence.clock.machine_offset"), -620.5, -619.5);
    }

    private async Task CompareAsync(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await _watch.CompareAsync(CancellationToken.None);
            _machine.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private async Task PassPeriodsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var asked = _database.Asked;
            _machine.Advance(ClockWatch.Period);
            await Eventually.IsTrueAsync(() => _database.Asked > asked, "the watch has asked the database");
        }
    }

    private double Gauge(string name)
    {
        double? value = null;
        using var listener = new MeterListener();
        var scope = _services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Name == name && instrument.Meter.Scope == scope)
                it.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, measured, _, _) => value = measured);
        listener.Start();
        listener.RecordObservableInstruments();
        return Assert.NotNull(value);
    }
}
