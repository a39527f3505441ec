using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Cluster.Leases;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Grains.Users;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

/// <summary>The owner finds what is wrong between its sessions and those for which a gateway vouches, and nothing else.</summary>
public sealed class SessionLeasesTests : IAsyncLifetime
{
    private readonly SessionDigests _digests = new();
    private readonly List<HeldSession> _held = [];
    private PresenceTestCluster _cluster = null!;

    private SessionLeases Leases => _cluster.Services().GetRequiredService<SessionLeases>();

    private GatewayId Gateway => _cluster.View().LocalGateway;

    public async Task InitializeAsync() => _cluster = await PresenceTestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Sessions_that_both_know_do_not_differ()
    {
        for (var i = 0; i < 50; i++)
            await LogInAsync($"user-{i}");
        await LogInAsync("user-1", Platform.Web);

        Assert.Empty(await CompareAsync());
    }

    [Fact]
    public async Task Session_that_no_gateway_holds_is_ended_and_one_that_was_admitted_after_the_list_stays()
    {
        var vanished = await LogInAsync("gone");
        _cluster.Connections().Vanish(vanished.ConnectionId);
        var young = await LogInAsync("young");
        Forget(vanished);
        Forget(young);
        Assert.Equal(new[] { BucketOf("gone"), BucketOf("young") }.Order(), await CompareAsync());

        Assert.Empty(await SettleAsync());

        Assert.Equal(PresenceStatus.PushOnline, (await _cluster.QueryAsync("gone")).Status);
        Assert.Equal(PresenceStatus.Online, (await _cluster.QueryAsync("young")).Status);
        Assert.Equal(BucketOf("young"), Assert.Single(await CompareAsync()));
    }

    [Fact]
    public async Task User_whose_activation_has_left_is_still_known()
    {
        await LogInAsync("idle");
        await _cluster.DeactivateAsync("idle");

        Assert.Empty(await CompareAsync());
    }

    [Fact]
    public async Task User_whom_the_reminder_brings_back_is_settled_like_any_other()
    {
        var state = await LogOutOfMemoryAsync("forgotten", dueAt: _cluster.Time.GetUtcNow() + TimeSpan.FromMinutes(30));
        Assert.Empty(await CompareAsync());

        await _cluster.AdvanceUntilAsync(
            TimeSpan.FromSeconds(30), 200, async () => !(await CompareAsync()).IsEmpty, "the reminder brings the user into memory");
        await SettleAsync();

        var settled = await _cluster.QueryAsync("forgotten");
        Assert.Equal((PresenceStatus.PushOnline, state.Version + 1), (settled.Status, settled.Version));
    }

    [Fact]
    public async Task Session_that_is_over_is_named_with_its_reason()
    {
        var kicked = await LogInAsync("kicked");
        await LogInAsync("stays");
        await _cluster.User("kicked").KickAsync(new KickRequest { AskedAt = _cluster.NextAct() });

        Assert.Equal(BucketOf("kicked"), Assert.Single(await CompareAsync()));
        Assert.Equal(new OverdueSession(kicked.ConnectionId, SessionEndReason.Kicked, null), Assert.Single(await SettleAsync()));
    }

    [Fact]
    public async Task Bucket_of_another_silo_never_differs()
    {
        await LogInAsync("alice");
        await _cluster.AddSiloAsync();
        await Eventually.IsTrueAsync(
            () => Enumerable.Range(0, UserBucket.Count).All(bucket => Books().Count(book => book.IsLoaded(bucket)) == 1), "each bucket is in one book");
        var everything = ImmutableArray.CreateRange(Enumerable.Range(1, UserBucket.Count).Select(number => (long)number));

        var version = _cluster.View().Current.Version;
        var one = await Leases.CompareAsync(new GatewayId("x"), version, everything);
        var other = await _cluster.Services(1).GetRequiredService<SessionLeases>().CompareAsync(new GatewayId("x"), version, everything);

        Assert.Empty(one.Intersect(other));
        Assert.InRange(one.Length, UserBucket.Count * 2 / 5, UserBucket.Count * 3 / 5);

        IEnumerable<PresenceBook> Books() => [.. Enumerable.Range(0, 2).Select(silo => _cluster.Services(silo).GetRequiredService<PresenceBook>())];
    }

    private async Task<HeldSession> LogInAsync(string user, Platform? platform = null)
    {
        var login = _cluster.Login(platform ?? Platform.Android, "pixel");
        var admitted = Assert.IsType<LoginReply.Admitted>(await _cluster.User(user).LoginAsync(login));
        var held = new HeldSession(PresenceTestCluster.App, user, login.Connection.ConnectionId, admitted.Id, admitted.Epoch);
        _held.Add(held);
        _digests.Add(held.User, held.ConnectionId);
        return held;
    }

    // As a write leaves a user that was committed after everybody had given it up, its silo among them.
    private async Task<UserPresence> LogOutOfMemoryAsync(string user, DateTimeOffset dueAt)
    {
        var session = await LogInAsync(user);
        var key = new UserKey(PresenceTestCluster.App, user);
        var state = await _cluster.QueryAsync(user);
        _cluster.Connections().Vanish(session.ConnectionId);
        Forget(session);
        await _cluster.DeactivateAsync(user);
        await Eventually.IsTrueAsync(() => _cluster.Services().GetRequiredService<UserActivations>().Count == 0, "the activation has left");
        _cluster.Services().GetRequiredService<PresenceBook>().Remove(key);
        _cluster.Storage.Put(key, state, dueAt);
        return state;
    }

    private void Forget(HeldSession session)
    {
        _held.Remove(session);
        _digests.Remove(session.User, session.ConnectionId);
    }

    private Task<ImmutableArray<int>> CompareAsync() => Leases.CompareAsync(
        Gateway, _cluster.View().Current.Version, [.. Enumerable.Range(0, UserBucket.Count).Select(bucket => _digests[bucket])]);

    private async Task<ImmutableArray<OverdueSession>> SettleAsync()
    {
        var buckets = await CompareAsync();
        return await Leases.SettleAsync(Gateway, buckets, [.. _held.Where(session => buckets.Contains(UserBucket.Of(session.User)))]);
    }

    private static int BucketOf(string user) => UserBucket.Of(new UserKey(PresenceTestCluster.App, user));
}
