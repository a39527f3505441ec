using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Storage.Events;
using PresenceCluster.Tests.Gateway.Rest;
using Xunit;

namespace PresenceCluster.Tests.Delivery;

/// <summary>A transaction that stays open on the database server is known, and logged once, within 10 s.</summary>
public sealed class LogWatchTests : IDisposable
{
    private const int Hidden = 2612;
    private const int Visible = 2613;
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly FakeEventLog _events = new();
    private readonly RecordedLog _log = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly DeliveryMetrics _metrics;
    private readonly LoggerFactory _logs;
    private readonly LogWatch _watch;

    public LogWatchTests()
    {
        _logs = new LoggerFactory([_log]);
        _metrics = new DeliveryMetrics(_services.GetRequiredService<IMeterFactory>());
        _watch = new LogWatch(_events, _metrics, _time, _logs.CreateLogger<LogWatch>());
    }

    public void Dispose()
    {
        _watch.Dispose();
        _logs.Dispose();
        _services.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Transaction_that_stays_open_is_named_within_10_s_and_its_end_is_logged(bool isBeginTold)
    {
        _events.Holdup = new LogHoldup("99", 4711, "psql", "other", isBeginTold ? Start : null);

        await LookForAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(("99", Start), (_watch.Long?.Transaction, _watch.Long?.Since));
        Assert.Equal(_time.GetUtcNow() - Start, _metrics.HoldupAge?.Invoke());
        var (number, text) = Assert.Single(_log.Lines);
        Assert.Equal(Hidden, number);
        Assert.Contains("process 4711 (application 'psql') in database 'other'", text, StringComparison.Ordinal);

        await LookForAsync(TimeSpan.FromMinutes(1));
        _events.Holdup = null;
        await LookForAsync(TimeSpan.FromSeconds(10));

        Assert.Null(_watch.Long);
        Assert.Equal(TimeSpan.Zero, _metrics.HoldupAge?.Invoke());
        Assert.Equal([Hidden, Visible], _log.Lines.Select(line => line.Event));
    }

    [Fact]
    public async Task What_the_transaction_waits_for_is_named_too()
    {
        _events.Holdup = new LogHoldup("99", 4711, "PresenceCluster", "presence", Start.AddDays(-1)) { WaitsFor = "process 4712 (application 'psql')" };

        await _watch.LookAsync(CancellationToken.None);

        Assert.Contains(
            "86400 s: process 4711 (application 'PresenceCluster') in database 'presence', which waits for a lock of process 4712 (application 'psql')",
            Assert.Single(_log.Lines).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transactions_that_end_soon_are_ordinary()
    {
        for (var number = 1; number <= 20; number++)
        {
            _events.Holdup = new LogHoldup($"{number}", 4711, "PresenceCluster", "presence", null);
            await LookForAsync(LogWatch.Period);
        }

        Assert.Null(_watch.Long);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Long_transaction_that_follows_another_one_is_logged_too()
    {
        _events.Holdup = new LogHoldup("99", 4711, "psql", "other", Start.AddMinutes(-2));
        await _watch.LookAsync(CancellationToken.None);
        _events.Holdup = new LogHoldup("100", 4712, "psql", "other", Start.AddMinutes(-1));
        await _watch.LookAsync(CancellationToken.None);

        Assert.Equal([Hidden, Hidden], _log.Lines.Select(line => line.Event));
    }

    private async Task LookForAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += LogWatch.Period)
        {
            await _watch.LookAsync(CancellationToken.None);
            _time.Advance(LogWatch.Period);
        }
    }
}
