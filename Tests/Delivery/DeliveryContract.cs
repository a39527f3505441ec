using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Users;
using PresenceCluster.Tests.Storage;
using Xunit;

namespace PresenceCluster.Tests.Delivery;

/// <summary>
/// The required behaviour of deliveries in every dialect: real log, cursors and parked events, a scripted endpoint, and a fake clock.
/// </summary>
public abstract class DeliveryContract(StorageDialect dialect) : IAsyncLifetime
{
    private static readonly AppId App = new(1400000001);
    private static readonly DeliveryOptions Options = new() { PageEventsMax = 16, WindowEventsMax = 64 };

    private readonly FakeTimeProvider _time = new(StatusEvents.At);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Dictionary<string, long> _versions = [];
    private readonly ScriptedSender _sender = new();
    private readonly List<IAsyncDisposable> _running = [];

    private ClusterDatabase _database = null!;
    private IUserStateStore _store = null!;
    private DeliveryCursors _cursors = null!;
    private DeliveryFactory _lanes = null!;
    private CursorSaver _saver = null!;
    private DeadLetters _letters = null!;

    public async Task InitializeAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        _store = dialect.CreateStore(_database);
        _cursors = new DeliveryCursors(_database, _time);
        _letters = new DeadLetters(_database);
        _saver = new CursorSaver(_cursors);
        _lanes = TestDeliveries.Of(dialect.CreateLog(_database), _cursors, _database, _sender, _services, _time, Options);
    }

    public async Task DisposeAsync()
    {
        foreach (var running in _running)
            await running.DisposeAsync();
        _saver.Dispose();
        await _database.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Endpoint_that_fails_every_third_time_gets_every_event_in_each_users_order()
    {
        string[] users = [.. UsersOf(2).Take(12)];
        for (var round = 0; round < 10; round++)
            await HappenAsync(users);
        _sender.Takes = (request, _) => request % 3 != 0;

        await StartAsync(Endpoint with { BatchMax = 4, Concurrency = 4 }, 2);

        await WhenAsync(() => users.All(user => _sender.FirstsOf(user).SequenceEqual(Versions(10))), "every user's ten versions are taken in order");
        Assert.InRange(_sender.LargestBatch, 2, 4);
    }

    [Fact]
    public async Task Events_of_a_user_that_keep_failing_are_parked_and_delivered_in_order_when_they_are_taken()
    {
        string[] users = [.. UsersOf(2).Take(3)];
        var isHealed = false;
        _sender.Takes = (_, batch) => isHealed || batch.All(one => one.Recorded.User.UserId != users[0]);
        var lane = await StartAsync(Endpoint, 2);
        for (var round = 0; round < 5; round++)
        {
            await HappenAsync(users);
            await WhenAsync(() => _sender.FirstsOf(users[1]).Count() == round + 1, "the others are delivered meanwhile");
        }

        await WhenAsync(async () =>
        {
            // After each failure there are successes of other users, which show that the endpoint as a whole is well.
            await HappenAsync([users[1], users[2]]);
            return (await _letters.CountAsync(App, Endpoint.Id, default)).Parked == 5;
        }, "the user's five events are parked");
        await HappenAsync([users[0]]);
        await WhenAsync(
            async () => (await _letters.CountAsync(App, Endpoint.Id, default)).Parked == 6, "what follows is parked behind them");
        await WhenAsync(() => lane.OldestAt is null, "nothing holds the lane up");

        isHealed = true;
        await WhenAsync(async () => (await _letters.CountAsync(App, Endpoint.Id, default)).Parked == 0, "they are delivered");
        Assert.Equal(Versions(6), _sender.FirstsOf(users[0]));
    }

    [Fact]
    public async Task User_whose_events_are_parked_catches_up_with_an_endpoint_that_fails_now_and_then()
    {
        string[] users = [.. UsersOf(2).Take(2)];
        _sender.Takes = (_, batch) => batch.All(one => one.Recorded.User.UserId != users[0]);
        await StartAsync(Endpoint, 2);
        await WhenAsync(async () =>
        {
            await HappenAsync(users);
            return (await _letters.CountAsync(App, Endpoint.Id, default)).Parked > 0;
        }, "the user's events are parked");
        for (var round = 0; round < 40; round++)
            await HappenAsync([users[0]]);
        var last = (int)_versions[users[0]];
        await WhenAsync(
            async () => (await _letters.CountAsync(App, Endpoint.Id, default)).Parked == last, "what follows is parked behind them");

        _sender.Takes = (request, _) => request % 3 != 0;
        var healedAt = _time.GetUtcNow();
        await WhenAsync(async () => (await _letters.CountAsync(App, Endpoint.Id, default)).Parked == 0, "they are delivered");

        Assert.Equal(Versions(last), _sender.FirstsOf(users[0]));
        // First the pause that had grown meanwhile, and then a short one for every third request.
        Assert.InRange(_time.GetUtcNow() - healedAt, TimeSpan.Zero, Options.ParkedDelayMax + TimeSpan.FromSeconds(last));
    }

    [Fact]
    public async Task Endpoint_that_is_down_is_left_alone_nothing_is_parked_and_all_arrives_when_it_is_back()
    {
        string[] users = [.. UsersOf(2).Take(20)];
        var isDown = true;
        _sender.Takes = (_, _) => !isDown;
        await StartAsync(Endpoint with { Concurrency = 16 }, 2);
        await HappenAsync(users);
        await WhenAsync(() => _sender.Requests >= Options.BreakRequestsMin, "it was tried");
        await AdvanceAsync(TimeSpan.FromMinutes(10));

        // Without the pause there would be one try every 15 s at least for each of the 20 users.
        Assert.InRange(_sender.Requests, Options.BreakRequestsMin, 200);
        Assert.Equal((0, 0), await _letters.CountAsync(App, Endpoint.Id, default));
        isDown = false;
        await WhenAsync(() => _sender.Taken.Select(one => one.Recorded.Id).Distinct().Count() == 20, "all arrives");
    }

    [Fact]
    public async Task Event_that_grew_too_old_is_a_dead_letter_and_can_be_sent_again()
    {
        var user = UsersOf(2).First();
        _sender.Takes = (_, _) => false;
        await StartAsync(Endpoint with { MaxAge = TimeSpan.FromMinutes(1) }, 2);
        await HappenAsync([user]);

        await WhenAsync(async () => (await _letters.CountAsync(App, Endpoint.Id, default)) == (0, 1), "the event is given up");
        var letter = Assert.Single(await _letters.ReadAsync(App, Endpoint.Id, EventPosition.Start, 10, default));
        Assert.Equal("It said 500.", letter.LastError);
        Assert.True(letter.Attempts > 1);

        _sender.Takes = (_, _) => true;
        Assert.Equal(1, await _letters.ResendAsync(App, Endpoint.Id, [], _time.GetUtcNow(), _time.GetUtcNow().AddDays(1), default));
        await WhenAsync(async () => (await _letters.CountAsync(App, Endpoint.Id, default)) == (0, 0), "it is delivered");
        Assert.Equal(letter.Outgoing.Recorded.Id, Assert.Single(_sender.Taken).Recorded.Id);
    }

    [Fact]
    public async Task Lane_that_is_taken_over_moves_no_cursor_and_ends_while_its_successor_goes_on()
    {
        var user = UsersOf(2).First();
        var old = await StartAsync(Endpoint, 2);
        await HappenAsync([user]);
        await WhenAsync(() => old.Progress.Position != old.Saved, "the old lane has delivered");
        var successor = await StartAsync(Endpoint, 2);

        await _saver.SaveAsync([old], default);

        Assert.True(old.HasEnded);
        Assert.Equal(EventPosition.Start, Assert.Single((await _cursors.ReadAsync(App, default)).Values));
        await WhenAsync(() => _sender.Taken.Count == 2, "the successor delivers what the old lane could not say that it had");
        await _saver.SaveAsync([successor], default);
        Assert.Equal(successor.Progress.Position, Assert.Single((await _cursors.ReadAsync(App, default)).Values));
        Assert.Single(_sender.Taken.Select(one => one.Recorded.Id).Distinct());
    }

    [Fact]
    public async Task Lane_that_starts_again_sends_nothing_twice_and_misses_nothing()
    {
        string[] users = [.. UsersOf(2).Take(5)];
        var first = await StartAsync(Endpoint, 2);
        await HappenAsync(users);
        await WhenAsync(() => _sender.Taken.Count == 5, "the first are delivered");
        await first.DisposeAsync();
        await _saver.SaveAsync([first], default);
        await HappenAsync(users);

        await StartAsync(Endpoint, 2);

        await WhenAsync(() => _sender.Taken.Count >= 10, "the next are delivered");
        Assert.Equal(10, _sender.Taken.Count);
        Assert.All(users, user => Assert.Equal(Versions(2), _sender.FirstsOf(user)));
    }

    [Fact]
    public async Task Endpoint_without_repetition_is_sent_each_event_once_and_nothing_waits_behind_a_failure()
    {
        string[] users = [.. UsersOf(2).Take(3)];
        _sender.Takes = (request, _) => request % 3 != 0;
        for (var round = 0; round < 10; round++)
            await HappenAsync(users);
        var lane = await StartAsync(Endpoint with { Retry = false }, 2);

        await WhenAsync(() => _sender.Requests >= 30 && lane.OldestAt is null, "every event is sent");
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((30, 20), (_sender.Requests, _sender.Taken.Count));
        Assert.Equal((0, 0), await _letters.CountAsync(App, Endpoint.Id, default));
    }

    [Fact]
    public async Task Event_that_keeps_failing_is_named_with_the_number_of_those_behind_it()
    {
        string[] users = [.. UsersOf(2).Take(2)];
        _sender.Takes = (_, batch) => batch.All(one => one.Recorded.User.UserId != users[0]);
        var lane = await StartAsync(Endpoint, 2);
        await HappenAsync(users);
        await HappenAsync([users[0]]);

        await WhenAsync(
            () => lane.Survey.Stuck is { Tries: > 1, Behind: 1 } stuck && stuck.UserId == users[0], "the lane names the event that fails");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Event_that_the_filter_or_the_format_leaves_out_is_noted_and_is_no_request(bool isByFormat)
    {
        var record = new EndpointRecord(Options.AttemptsRemembered);
        _sender.Status = null;
        await StartAsync(isByFormat ? Endpoint : Endpoint with { Events = [StatusAction.Logout] }, 2, record);
        await HappenAsync(UsersOf(2).Take(3));
        await WhenAsync(() => record.ToShare().SkippedCount == 3, "each event is counted");
        Assert.Equal((StatusAction.Login, isByFormat), (record.ToShare().Skipped?.Action, record.ToShare().Skipped?.IsByFormat));
        Assert.Empty(record.ToShare().Attempts);
    }

    private static WebhookEndpoint Endpoint { get; } = new() { Id = "crm", Url = "http://crm.test/", Concurrency = 8 };

    private static IEnumerable<string> UsersOf(int partition)
        => Enumerable.Range(0, int.MaxValue).Select(i => $"user-{i}").Where(user => EventPartition.Of(new UserKey(App, user)) == partition);

    private static IEnumerable<long> Versions(int last) => Enumerable.Range(1, last).Select(version => (long)version);

    private async Task<DeliveryLane> StartAsync(WebhookEndpoint endpoint, int partition, EndpointRecord? record = null)
    {
        var target = _lanes.Target(App, endpoint, record ?? new EndpointRecord(Options.AttemptsRemembered));
        var lane = await _lanes.StartAsync(target, partition, default);
        _running.Add(lane);
        _running.Add(_lanes.StartParked(target));
        return lane;
    }

    private async Task HappenAsync(IEnumerable<string> users)
    {
        var writes = users.Select(user =>
        {
            var version = _versions[user] = _versions.GetValueOrDefault(user) + 1;
            return StatusEvents.Write(new UserKey(App, user), StatusEvents.Login("phone", version, _time.GetUtcNow()));
        });
        Assert.All(await _store.WriteManyAsync([.. writes], default), result => Assert.IsType<UserStateWriteResult.Written>(result));
    }

    private Task WhenAsync(Func<bool> condition, string expectation) => WhenAsync(() => Task.FromResult(condition()), expectation);

    /// <summary>Moves the clock until a condition holds; real time passes only to let the lanes' own threads work.</summary>
    private Task WhenAsync(Func<Task<bool>> condition, string expectation) => Eventually.IsTrueAsync(
        async () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return await condition();
        },
        expectation);

    private async Task AdvanceAsync(TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += TimeSpan.FromSeconds(2))
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }
}

public sealed class SqliteDeliveryTests(SqliteDialect dialect) : DeliveryContract(dialect), IClassFixture<SqliteDialect>;

[Collection(PostgresCollection.Name)]
public sealed class NpgsqlDeliveryTests(PostgresDialect dialect) : DeliveryContract(dialect);
