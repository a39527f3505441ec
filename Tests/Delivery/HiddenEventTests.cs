using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Tests.Gateway.Rest;
using PresenceCluster.Tests.Storage;
using Xunit;

namespace PresenceCluster.Tests.Delivery;

/// <summary>
/// A lane whose log hides an event for longer than events may wait, as a transaction that stays open on the database server does. Cursors
/// and dead letters are real, the log and the clock are not.
/// </summary>
public sealed class HiddenEventTests(SqliteDialect dialect) : IClassFixture<SqliteDialect>, IAsyncLifetime
{
    private static readonly UserKey Ann = new(new AppId(1400000001), "ann");
    private static readonly WebhookEndpoint Endpoint = new() { Id = "crm", Url = "http://crm.test/", MaxAge = TimeSpan.FromHours(1) };

    private readonly FakeTimeProvider _time = new(StatusEvents.At);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeEventLog _log = new();
    private readonly ScriptedSender _sender = new();

    private ClusterDatabase _database = null!;
    private DeliveryTarget _target = null!;
    private DeliveryLane _lane = null!;

    public async Task InitializeAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        var lanes = TestDeliveries.Of(_log, new DeliveryCursors(_database, _time), _database, _sender, _services, _time);
        _target = lanes.Target(Ann.App, Endpoint, new EndpointRecord(attemptsMax: 20));
        _lane = await lanes.StartAsync(_target, EventPartition.Of(Ann), default);
    }

    public async Task DisposeAsync()
    {
        await _lane.DisposeAsync();
        await _database.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Event_that_was_hidden_for_longer_than_it_may_wait_is_tried_like_a_new_one()
    {
        _sender.Takes = (request, _) => request > 3;
        _time.Advance(TimeSpan.FromDays(2));
        // One read may have begun before. The next one has begun since, and it is over when a third one runs.
        var reads = _log.Reads;
        await WhenAsync(() => _log.Reads >= reads + 3, "the lane has read the log to its end");

        _log.Add(new RecordedEvent { Position = new EventPosition(0, 1), User = Ann, Event = StatusEvents.Login("phone", 1) });

        await WhenAsync(() => _sender.Taken.Count == 1, "the event is delivered after its failures");
        Assert.Equal((0, 0), await new DeadLetters(_database).CountAsync(Ann.App, Endpoint.Id, default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Backlog_is_at_least_what_was_read_while_the_log_may_hide_events(bool mayHide)
    {
        var delivery = new EndpointDelivery(_target, new EndpointRecord(attemptsMax: 20));

        var work = delivery.ToWork(mayHide);

        Assert.Equal((0L, mayHide), (work.Backlog, work.IsAtLeast));
    }

    private Task WhenAsync(Func<bool> condition, string expectation) => Eventually.IsTrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return condition();
        },
        expectation);
}
