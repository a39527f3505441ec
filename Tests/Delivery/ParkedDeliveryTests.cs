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

/// <summary>Events that were parked before the repetition of an endpoint was switched off.</summary>
public sealed class ParkedDeliveryTests(SqliteDialect dialect) : IClassFixture<SqliteDialect>, IAsyncLifetime
{
    private const int EventCount = 3;
    private static readonly UserKey Ann = new(new AppId(1400000001), "ann");

    private static readonly WebhookEndpoint Endpoint =
        new() { Id = "crm", Url = "http://crm.test/", BatchMax = EventCount, Retry = false };

    private readonly FakeTimeProvider _time = new(StatusEvents.At);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ScriptedSender _sender = new() { Takes = (_, _) => false };

    private ClusterDatabase _database = null!;
    private DeadLetters _letters = null!;
    private ParkedDelivery _delivery = null!;

    public async Task InitializeAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        _letters = new DeadLetters(_database);
        var (cursors, parked) = (new DeliveryCursors(_database, _time), new ParkedEvents(_database));
        var lane = new LaneKey(Ann.App, Endpoint.Id, EventPartition.Of(Ann));
        var lease = await cursors.TakeOverAsync(lane, EventPosition.Start, default);
        Assert.True(await parked.AddAsync(
            lease, [.. Enumerable.Range(1, EventCount).Select(number => Parked(number))], _time.GetUtcNow(), default));
        var lanes = TestDeliveries.Of(new FakeEventLog(), cursors, _database, _sender, _services, _time);
        _delivery = lanes.StartParked(lanes.Target(Ann.App, Endpoint, new EndpointRecord(attemptsMax: 20)));
    }

    public async Task DisposeAsync()
    {
        await _delivery.DisposeAsync();
        await _database.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Each_is_tried_once_and_a_failure_makes_it_a_dead_letter()
    {
        await WhenAsync((0, EventCount), "all are dead letters");
        Assert.Equal(1, _sender.Requests);

        await _letters.ResendAsync(Ann.App, Endpoint.Id, [], _time.GetUtcNow(), _time.GetUtcNow().AddDays(1), default);
        await WhenAsync((0, EventCount), "an operator's try that fails loses none");
        Assert.Equal(2, _sender.Requests);
    }

    private ParkedEvent Parked(long number) => new()
    {
        Outgoing = OutgoingEvent.Of(
            new RecordedEvent { Position = new EventPosition(0, number), User = Ann, Event = StatusEvents.Login("phone", number) }),
        Attempts = 0,
        ExpiresAt = _time.GetUtcNow().AddDays(1),
        LastError = "It was not tried before.",
    };

    private Task WhenAsync((long Parked, long Dead) counts, string expectation) => Eventually.IsTrueAsync(
        async () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return await _letters.CountAsync(Ann.App, Endpoint.Id, default) == counts;
        },
        expectation);
}
