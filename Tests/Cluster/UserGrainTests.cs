using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Grains.Users;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

public sealed class UserGrainTests
{
    [Fact]
    public async Task Login_admitted_is_stored_and_shown_by_a_query()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();

        var reply = await cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel"));

        var admitted = Assert.IsType<LoginReply.Admitted>(reply);
        Assert.Equal(1, admitted.Epoch);
        Assert.Equal(1, cluster.Storage.Writes);
        var shown = await cluster.QueryAsync("alice");
        Assert.Equal(PresenceStatus.Online, shown.Status);
        Assert.Equal(admitted.Id, Assert.Single(shown.Sessions).Id);
    }

    [Fact]
    public async Task Login_that_replaces_tells_the_gateway_of_the_loser_once()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2);
        var android = cluster.Login(Platform.Android, "pixel", silo: 0);
        var iphone = cluster.Login(Platform.IPhone, "se", silo: 1);

        await cluster.User("alice").LoginAsync(android);
        await cluster.User("alice").LoginAsync(iphone);

        await Eventually.IsTrueAsync(() => !cluster.Connections(0).Notices.IsEmpty, "the Android's gateway is told");
        Assert.Equal(
            new CloseNotice(android.Connection.ConnectionId, SessionEndReason.Replaced, Platform.IPhone),
            Assert.Single(cluster.Connections(0).Notices));
        Assert.Empty(cluster.Connections(1).Notices);
    }

    [Fact]
    public async Task Connection_closed_shows_PushOnline_and_decays_after_seven_days()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        var login = cluster.Login(Platform.Android, "pixel");
        await cluster.User("alice").LoginAsync(login);
        await cluster.User("alice").EndConnectionAsync(login.Connection, SessionEndReason.Closed);
        Assert.Equal(PresenceStatus.PushOnline, (await cluster.QueryAsync("alice")).Status);
        var versionBefore = (await cluster.QueryAsync("alice")).Version;

        cluster.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        Assert.Equal(PresenceStatus.PushOnline, (await cluster.QueryAsync("alice")).Status);
        cluster.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(PresenceStatus.Offline, (await cluster.QueryAsync("alice")).Status);

        // The read is exact at once; the reminder makes it durable when it ticks.
        await cluster.AdvanceUntilAsync(
            TimeSpan.FromMinutes(4),
            stepsMax: 60,
            async () => (await cluster.QueryAsync("alice")).Version == versionBefore + 1,
            "the reminder stores the decay");
    }

    [Fact]
    public async Task Gateway_killed_makes_its_users_PushOnline_without_anybody_asking()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2);
        // The gateway that dies must not own the user.
        var users = Enumerable.Range(0, 40).Select(i => $"user{i}").ToList();
        foreach (var user in users)
            await cluster.User(user).LoginAsync(cluster.Login(Platform.Android, "pixel", silo: 1));
        var stays = users.First(user => cluster.View().Current.OwnerOf(new UserKey(PresenceTestCluster.App, user)) == cluster.Silos[0].SiloAddress);
        var version = (await cluster.QueryAsync(stays)).Version;

        await cluster.KillSiloAsync(1);

        await Eventually.IsTrueAsync(
            async () => await cluster.QueryAsync(stays) is { Status: PresenceStatus.PushOnline } shown && shown.Version == version + 1,
            "the loss of the gateway is stored");
        foreach (var user in users)
            Assert.Equal(PresenceStatus.PushOnline, (await cluster.QueryAsync(user)).Status);
    }

    [Fact]
    public async Task Full_storage_says_try_again_through_the_grain()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        cluster.Storage.FailNextWrites(1, new UserStorageBusyException("The line is full."));

        await Assert.ThrowsAsync<UserStorageBusyException>(() => cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel")));
    }

    [Theory]
    [InlineData(Platform.Web, PresenceStatus.Offline)]
    [InlineData(Platform.Android, PresenceStatus.PushOnline)]
    public async Task Session_for_which_its_gateway_does_not_vouch_is_ended_after_the_heartbeat_time_out(Platform platform, PresenceStatus after)
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        await cluster.User("alice").LoginAsync(cluster.Login(platform, "device"));
        cluster.Services().GetRequiredService<VouchingGateways>().AreSilent = true;
        var from = cluster.Time.GetUtcNow();
        var timeout = PresenceTestCluster.DefaultSettings.Timings.HeartbeatTimeout(platform);

        await cluster.AdvanceUntilAsync(
            SessionLeases.LookPeriod, stepsMax: 2000, async () => (await cluster.QueryAsync("alice")).Status == after, "the session is ended");

        Assert.True(cluster.Time.GetUtcNow() - from >= timeout);
    }

    [Fact]
    public async Task Watchdog_leaves_a_live_session_alone_and_moves_its_own_time()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.Web, "tab"));
        var user = new UserKey(PresenceTestCluster.App, "alice");
        var due = (await cluster.Storage.Dues.ReadAsync(user, default))!.Value;

        await cluster.AdvanceUntilAsync(
            TimeSpan.FromSeconds(30), stepsMax: 200, async () => await cluster.Storage.Dues.ReadAsync(user, default) > due, "the watchdog looks");

        Assert.True(cluster.Time.GetUtcNow() >= due);
        Assert.Equal((PresenceStatus.Online, 1), ((await cluster.QueryAsync("alice")).Status, (await cluster.QueryAsync("alice")).Version));
        Assert.Equal(2, cluster.Storage.Writes);
    }

    [Fact]
    public async Task Activation_ends_the_sessions_of_dead_gateways_although_nobody_tells_it()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        var state = await OnlineAsync(cluster, new GatewayId("dead:1@1"), gatewaySeenAtVersion: 0);

        await cluster.User("alice").GetAsync();

        await Eventually.IsTrueAsync(
            async () => await cluster.QueryAsync("alice") is { Status: PresenceStatus.PushOnline } shown && shown.Version == state.Version + 1,
            "the loss of the gateway is stored");
    }

    [Fact]
    public async Task User_in_no_silos_memory_is_woken_by_the_stored_row_alone()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        var dueAt = cluster.Time.GetUtcNow() + TimeSpan.FromHours(2);
        var state = await OnlineAsync(cluster, new GatewayId("dead:1@1"), gatewaySeenAtVersion: 0, dueAt);
        var user = new UserKey(PresenceTestCluster.App, "alice");

        await cluster.AdvanceUntilAsync(
            TimeSpan.FromMinutes(4),
            stepsMax: 60,
            () => Task.FromResult(cluster.Services().GetRequiredService<PresenceBook>().TryGet(user, out var shown) && shown.Version > state.Version),
            "the loss of the gateway is stored");

        Assert.True(cluster.Time.GetUtcNow() >= dueAt, "Nothing but the row has woken the user.");
        Assert.Equal(PresenceStatus.PushOnline, (await cluster.QueryAsync("alice")).Status);
    }

    [Fact]
    public async Task Reminder_of_a_retention_that_was_made_longer_moves_with_its_next_tick()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        var login = cluster.Login(Platform.Android, "pixel");
        await cluster.User("alice").LoginAsync(login);
        await cluster.User("alice").EndConnectionAsync(login.Connection, SessionEndReason.Closed);
        var user = new UserKey(PresenceTestCluster.App, "alice");
        var leftAt = cluster.Time.GetUtcNow();
        Assert.Equal(leftAt + TimeSpan.FromDays(7), await cluster.Storage.Dues.ReadAsync(user, default));
        var settings = PresenceTestCluster.DefaultSettings;
        await cluster.AppGrain.ChangeAsync(
            settings with { Timings = settings.Timings with { PushOnlineRetention = TimeSpan.FromDays(30) } }, 1, enforceNow: false, "tests");

        cluster.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(20));
        await cluster.AdvanceUntilAsync(
            TimeSpan.FromMinutes(4),
            stepsMax: 60,
            async () => await cluster.Storage.Dues.ReadAsync(user, default) == leftAt + TimeSpan.FromDays(30),
            "the row falls due at the end of the longer retention");

        Assert.Equal((PresenceStatus.PushOnline, 2), ((await cluster.QueryAsync("alice")).Status, (await cluster.QueryAsync("alice")).Version));
    }

    /// <summary>Stores a user whose activation died right after the login was stored.</summary>
    private static async Task<UserPresence> OnlineAsync(
        PresenceTestCluster cluster, GatewayId gateway, long gatewaySeenAtVersion, DateTimeOffset? dueAt = null)
    {
        await cluster.User("twin").LoginAsync(cluster.Login(Platform.Android, "pixel"));
        var twin = await cluster.QueryAsync("twin");
        var session = twin.Sessions[0] with { Connection = new ConnectionRef(gateway, 1), GatewaySeenAtVersion = gatewaySeenAtVersion };
        var state = twin with { Sessions = [session] };
        cluster.Storage.Put(new UserKey(PresenceTestCluster.App, "alice"), state, dueAt);
        return state;
    }

    [Fact]
    public async Task Failed_write_admits_nobody_and_the_next_login_works()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        cluster.Storage.FailNextWrites(1);

        await Assert.ThrowsAnyAsync<Exception>(() => cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel")));
        Assert.Equal(PresenceStatus.Offline, (await cluster.QueryAsync("alice")).Status);
        Assert.IsType<LoginReply.Admitted>(await cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel")));
        Assert.Equal(1, (await cluster.QueryAsync("alice")).Version);
    }

    [Fact]
    public async Task Policy_changed_counts_from_the_next_login()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel"));
        var changed = await cluster.AppGrain.ChangeAsync(
            PresenceTestCluster.DefaultSettings with { LoginPolicy = LoginPolicyKind.Multi }, expectedVersion: 1, enforceNow: false, "tests");
        Assert.Equal(2, Assert.IsType<AppChangeReply.Changed>(changed).Snapshot.Version);

        await cluster.User("alice").LoginAsync(cluster.Login(Platform.IPhone, "se"));

        Assert.Equal(2, (await cluster.QueryAsync("alice")).Sessions.Length);
    }

    [Fact]
    public async Task Policy_enforced_at_once_pushes_the_older_session_out()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(
            settings: PresenceTestCluster.DefaultSettings with { LoginPolicy = LoginPolicyKind.Multi });
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel"));
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.IPhone, "se"));

        await cluster.AppGrain.ChangeAsync(PresenceTestCluster.DefaultSettings, expectedVersion: null, enforceNow: true, "tests");

        await Eventually.IsTrueAsync(() => cluster.Connections().Notices.Count == 1, "the Android is told");
        Assert.Equal(SessionEndReason.PolicyChanged, cluster.Connections().Notices.Single().Reason);
        Assert.Equal(Platform.IPhone, Assert.Single((await cluster.QueryAsync("alice")).Sessions).Platform);
    }

    [Fact]
    public async Task Account_deleted_is_forgotten_after_the_retention()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        await cluster.User("alice").ImportAsync(cluster.NextAct());
        Assert.True((await cluster.QueryAsync("alice")).IsRegistered);

        Assert.True(await cluster.User("alice").DeleteAsync(cluster.NextAct()));
        Assert.False((await cluster.QueryAsync("alice")).IsRegistered);
        Assert.Equal(1, cluster.Storage.Count);

        cluster.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(20));
        await cluster.AdvanceUntilAsync(
            TimeSpan.FromMinutes(4), stepsMax: 60, () => Task.FromResult(cluster.Storage.Count == 0), "the row is dropped");
    }

    [Fact]
    public async Task Kick_revokes_credentials_issued_until_now()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        await cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel"));
        var kick = new KickRequest { RevokesCredentials = true, AskedAt = cluster.NextAct() };
        Assert.Equal(new KickReply(KickOutcome.Kicked, cluster.Time.GetUtcNow()), await cluster.User("alice").KickAsync(kick));
        Assert.Equal(KickOutcome.UnknownAccount, (await cluster.User("nobody").KickAsync(kick)).Outcome);

        Assert.IsType<LoginReply.CredentialRevoked>(await cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel")));
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<LoginReply.Admitted>(await cluster.User("alice").LoginAsync(cluster.Login(Platform.Android, "pixel")));
    }

    [Fact]
    public async Task Unknown_app_is_refused()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        var stranger = cluster.Services().GetRequiredService<IGrainFactory>().GetGrain<IUserGrain>("7/alice");

        Assert.IsType<LoginReply.UnknownApp>(await stranger.LoginAsync(cluster.Login(Platform.Android, "pixel")));
    }
}
