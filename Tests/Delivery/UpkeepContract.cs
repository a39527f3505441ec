using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Storage.Database;
using PresenceCluster.Storage.Delivery;
using PresenceCluster.Storage.Events;
using PresenceCluster.Storage.Users;
using PresenceCluster.Tests.Storage;
using Xunit;

namespace PresenceCluster.Tests.Delivery;

/// <summary>What is deleted in every dialect, and what is kept: old events, dead letters, rows of removed endpoints.</summary>
public abstract class UpkeepContract(StorageDialect dialect) : IAsyncLifetime
{
    private static readonly AppId App = new(1400000001);
    private static readonly WebhookEndpoint Crm = new() { Id = "crm", Url = "http://crm.test/" };
    private static readonly DeliveryOptions Options = new() { TrimEventsMax = 50 };

    private readonly FakeTimeProvider _time = new(StatusEvents.At);
    private ClusterDatabase _database = null!;
    private IUserStateStore _store = null!;
    private IEventLog _log = null!;
    private DeliveryCursors _cursors = null!;
    private ParkedEvents _parked = null!;
    private DeadLetters _letters = null!;
    private EndpointRemains _remains = null!;
    private EventTrim _trim = null!;

    public async Task InitializeAsync()
    {
        _database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        (_store, _log) = (dialect.CreateStore(_database), dialect.CreateLog(_database));
        (_cursors, _parked, _letters, _remains) = (new(_database, _time), new(_database), new(_database), new(_database));
        _trim = new EventTrim(_log, (IEventLogTrim)_log, _cursors, Microsoft.Extensions.Options.Options.Create(Options), _time);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task One_round_deletes_everything_old_in_many_batches_and_nothing_young()
    {
        await HappenAsync(users: 400, firstVersion: 1, versions: 6, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromHours(1));
        await HappenAsync(users: 400, firstVersion: 7, versions: 1, _time.GetUtcNow());

        var deleted = await TrimAsync(new AppSettings(), TimeSpan.FromMinutes(30));

        Assert.Equal(2_400, deleted);
        var left = await _log.ReadAsync(App, EventPosition.Start, 10_000, default);
        Assert.Equal(400, left.Count);
        Assert.All(left, one => Assert.Equal(7, one.Event.Version));
        Assert.True(await _log.KeptAfterAsync(App, default) < left[0].Position);
        Assert.Equal(0, await TrimAsync(new AppSettings(), TimeSpan.FromMinutes(30)));
    }

    [Fact]
    public async Task Events_that_an_enabled_endpoint_has_yet_to_get_are_kept_however_old_they_are()
    {
        await HappenAsync(users: 20, firstVersion: 1, versions: 3, _time.GetUtcNow());
        var all = await _log.ReadAsync(App, EventPosition.Start, 100, default);
        var middle = all[29].Position;
        for (var partition = 0; partition < EventPartition.Count; partition++)
        {
            var lease = await _cursors.TakeOverAsync(new LaneKey(App, Crm.Id, partition), EventPosition.Start, default);
            await _cursors.SaveAsync([lease with { Position = middle }], default);
        }

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(30, await TrimAsync(new AppSettings { Endpoints = [Crm] }, TimeSpan.Zero));
        Assert.Equal(all.Skip(30).Select(one => one.Id), (await _log.ReadAsync(App, EventPosition.Start, 100, default)).Select(one => one.Id));
        Assert.Equal(30, await TrimAsync(new AppSettings { Endpoints = [Crm with { Enabled = false }] }, TimeSpan.Zero));
    }

    [Fact]
    public async Task Endpoint_that_nobody_delivers_to_is_found_once_it_is_quiet_and_forgotten_whole()
    {
        await ParkAsync("gone", count: 7, isDead: true);
        await ParkAsync("gone", count: 3, isDead: false);
        await ParkAsync("crm", count: 2, isDead: true);
        Assert.Empty(await _remains.FindAsync(App, _time.GetUtcNow(), default));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["crm", "gone"], (await _remains.FindAsync(App, _time.GetUtcNow(), default)).Order());
        Assert.Empty(await _remains.FindAsync(new AppId(7), _time.GetUtcNow(), default));

        Assert.Equal(10, await _remains.ForgetAsync(App, "gone", countMax: 4, default));

        Assert.Equal((0, 0), await _letters.CountAsync(App, "gone", default));
        Assert.Equal((0, 2), await _letters.CountAsync(App, "crm", default));
        Assert.Equal(["crm"], (await _cursors.ReadAsync(App, default)).Keys.Select(lane => lane.EndpointId));
    }

    [Fact]
    public async Task Forgetting_that_was_cut_off_is_found_again_and_finished()
    {
        await ParkAsync("gone", count: 9, isDead: true);
        _time.Advance(TimeSpan.FromMinutes(1));
        using var crash = new CancellationTokenSource();
        await crash.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _remains.ForgetAsync(App, "gone", countMax: 4, crash.Token));
        var letters = await _letters.ReadAsync(App, "gone", EventPosition.Start, 4, default);
        await _letters.PurgeAsync(App, "gone", [.. letters.Select(letter => letter.Position)], default);

        var found = Assert.Single(await _remains.FindAsync(App, _time.GetUtcNow(), default));
        Assert.Equal(5, await _remains.ForgetAsync(App, found, countMax: 4, default));

        Assert.Empty(await _remains.FindAsync(App, _time.GetUtcNow(), default));
        Assert.Empty(await _letters.ReadAsync(App, "gone", EventPosition.Start, 100, default));
    }

    [Fact]
    public async Task Lane_of_a_forgotten_endpoint_can_neither_save_nor_park()
    {
        var lease = await ParkAsync("gone", count: 1, isDead: false);
        await _remains.ForgetAsync(App, "gone", countMax: 10, default);

        Assert.Equal([lease.Lane], await _cursors.SaveAsync([lease with { Position = new EventPosition(1, 1) }], default));
        Assert.False(await _parked.AddAsync(lease, [Parked(1, isDead: false)], _time.GetUtcNow(), default));
        Assert.Equal((0, 0), await _letters.CountAsync(App, "gone", default));
    }

    [Fact]
    public async Task Dead_letters_are_read_in_pages_sent_again_and_purged_by_choice_and_trimmed_by_age()
    {
        await ParkAsync("crm", count: 10, isDead: true);
        var first = await _letters.ReadAsync(App, "crm", EventPosition.Start, 4, default);
        var rest = await _letters.ReadAsync(App, "crm", first[^1].Position, 100, default);
        Assert.Equal(Enumerable.Range(1, 10).Select(number => (long)number), first.Concat(rest).Select(letter => letter.Position.Number));

        Assert.Equal(
            2,
            await _letters.ResendAsync(
                App, "crm", [first[0].Position, first[1].Position], _time.GetUtcNow(), _time.GetUtcNow().AddHours(1), default));
        Assert.Equal((2, 8), await _letters.CountAsync(App, "crm", default));
        var next = await _parked.ReadNextAsync(App, "crm", 10, default);
        Assert.Equal(first.Take(2).Select(letter => letter.User.UserId).Distinct().Order(), next.Select(one => one.User).Order());
        Assert.All(next, one => Assert.Equal(_time.GetUtcNow(), one.At));
        Assert.Equal(1, await _letters.PurgeAsync(App, "crm", [rest[^1].Position, first[0].Position], default));
        Assert.Equal((2, 7), await _letters.CountAsync(App, "crm", default));

        Assert.Equal(0, await _letters.TrimAsync(App, "crm", _time.GetUtcNow(), default));
        Assert.Equal(7, await _letters.TrimAsync(App, "crm", _time.GetUtcNow().AddTicks(1), default));
        Assert.Equal((2, 0), await _letters.CountAsync(App, "crm", default));
        Assert.Equal(0, await _letters.PurgeAsync(App, "crm", [], default));
    }

    [Fact]
    public async Task Event_that_is_parked_while_the_users_last_one_is_taken_away_has_a_time()
    {
        var user = new UserKey(App, "user-0");
        var now = _time.GetUtcNow();
        var lease = await _cursors.TakeOverAsync(new LaneKey(App, "crm", EventPartition.Of(user)), EventPosition.Start, default);
        for (var number = 3; number < 300; number += 6)
        {
            var (last, next) = (Parked(number, isDead: false), Parked(number + 3, isDead: false));
            Assert.Equal((user, user), (last.User, next.User));
            Assert.True(await _parked.AddAsync(lease, [last], now, default));

            await Task.WhenAll(_parked.CompleteAsync("crm", [last], now, default), _parked.AddAsync(lease, [next], now, default));

            Assert.Equal("user-0", Assert.Single(await _parked.ReadNextAsync(App, "crm", 10, default)).User);
            await _parked.CompleteAsync("crm", [next], now, default);
        }
    }

    [Fact]
    public async Task Letter_that_is_sent_again_while_later_ones_are_delivered_stays_and_goes_first()
    {
        var now = _time.GetUtcNow();
        var (dead, parked, behind) = (Parked(3, isDead: true), Parked(9, isDead: false), Parked(15, isDead: false));
        Assert.All([dead, behind], one => Assert.Equal(parked.User, one.User));
        var lease = await _cursors.TakeOverAsync(new LaneKey(App, "crm", EventPartition.Of(parked.User)), EventPosition.Start, default);
        Assert.True(await _parked.AddAsync(lease, [dead, parked, behind], now.AddMinutes(1), default));

        Assert.Equal(1, await _letters.ResendAsync(App, "crm", [dead.Position], now, now.AddDays(1), default));

        Assert.Equal(now, Assert.Single(await _parked.ReadNextAsync(App, "crm", 10, default)).At);
        await _parked.CompleteAsync("crm", [parked], now, default);
        Assert.Equal(
            [dead.Position, behind.Position],
            (await _parked.ReadUserAsync(App, "crm", parked.User.UserId, 10, default)).Select(one => one.Position));
        await _parked.PostponeAsync("crm", dead, 1, "Not now.", now.AddMinutes(5), default);
        Assert.Equal(now.AddMinutes(5), Assert.Single(await _parked.ReadNextAsync(App, "crm", 10, default)).At);
    }

    private async Task HappenAsync(int users, int firstVersion, int versions, DateTimeOffset at)
    {
        for (var version = firstVersion; version < firstVersion + versions; version++)
        {
            var writes = Enumerable.Range(0, users)
                .Select(user => StatusEvents.Write(new UserKey(App, $"user-{user}"), StatusEvents.Login("phone", version, at)));
            Assert.All(await _store.WriteManyAsync([.. writes], default), result => Assert.IsType<UserStateWriteResult.Written>(result));
        }
    }

    private Task<long> TrimAsync(AppSettings settings, TimeSpan retention)
        => _trim.RunAsync(new AppSnapshot(App, 1, settings with { Timings = settings.Timings with { EventRetention = retention } }), default);

    private async Task<LaneLease> ParkAsync(string endpoint, int count, bool isDead)
    {
        var lease = await _cursors.TakeOverAsync(new LaneKey(App, endpoint, 0), EventPosition.Start, default);
        var first = isDead ? 1 : 1_001;
        Assert.True(await _parked.AddAsync(
            lease, [.. Enumerable.Range(first, count).Select(number => Parked(number, isDead))], _time.GetUtcNow(), default));
        return lease;
    }

    private ParkedEvent Parked(long number, bool isDead) => new()
    {
        Outgoing = OutgoingEvent.Of(new RecordedEvent
        {
            Position = new EventPosition(0, number),
            User = new UserKey(App, $"user-{number % 3}"),
            Event = StatusEvents.Login("phone", number),
        }),
        Attempts = 3,
        ExpiresAt = _time.GetUtcNow(),
        DeadAt = isDead ? _time.GetUtcNow() : null,
        LastError = "It said 500.",
    };
}

public sealed class SqliteUpkeepTests(SqliteDialect dialect) : UpkeepContract(dialect), IClassFixture<SqliteDialect>;

[Collection(PostgresCollection.Name)]
public sealed class NpgsqlUpkeepTests(PostgresDialect dialect) : UpkeepContract(dialect);
