using Microsoft.Extensions.DependencyInjection;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Storage.Database;
using PresenceCluster.Tests.Storage;
using Xunit;

namespace PresenceCluster.Tests.Cluster;

/// <summary>What the overview counts, on real silos: up and down with the users, whichever silo lives.</summary>
public sealed class OverviewTests(SqliteDialect dialect) : IClassFixture<SqliteDialect>
{
    private static readonly AppId App = PresenceTestCluster.App;

    [Fact]
    public async Task Counts_go_up_with_logins_and_down_with_closes_kicks_and_decay()
    {
        await using var database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        await using var cluster = await PresenceTestCluster.StartAsync(database: database);
        var android = cluster.Login(Platform.Android, "pixel");
        var web = cluster.Login(Platform.Web, "tab");
        await cluster.User("alice").LoginAsync(android);
        await cluster.User("alice").LoginAsync(web);
        await cluster.User("bob").LoginAsync(cluster.Login(Platform.IPhone, "se"));
        await WhenAsync(cluster, "2 online, 0 reachable, 3 sessions");
        Assert.Equal(1, Users(cluster).SessionsOn(Platform.Android));

        await cluster.User("bob").KickAsync(new KickRequest { AskedAt = cluster.NextAct() });
        await WhenAsync(cluster, "1 online, 0 reachable, 2 sessions");
        await cluster.User("alice").EndConnectionAsync(web.Connection, SessionEndReason.Closed);
        await WhenAsync(cluster, "1 online, 0 reachable, 1 sessions");
        var leftAt = cluster.Time.GetUtcNow();
        await cluster.User("alice").EndConnectionAsync(android.Connection, SessionEndReason.Closed);
        await WhenAsync(cluster, "0 online, 1 reachable, 0 sessions");

        // Reachable by push and in nobody's memory is still reachable by push.
        cluster.Time.Advance(leftAt + TimeSpan.FromDays(7) - TimeSpan.FromMinutes(20) - cluster.Time.GetUtcNow());
        await WhenAsync(cluster, "0 online, 1 reachable, 0 sessions");
        await cluster.AdvanceUntilAsync(
            TimeSpan.FromMinutes(4), stepsMax: 60, () => Task.FromResult(Show(cluster) == "0 online, 0 reachable, 0 sessions"), "the decay is counted");
    }

    [Fact]
    public async Task Counts_survive_the_silo_that_hosted_the_users()
    {
        await using var database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2, database: database);
        var users = Enumerable.Range(0, 20).Select(i => $"user{i}").ToList();
        foreach (var user in users)
            await cluster.User(user).LoginAsync(cluster.Login(Platform.Web, "tab", silo: 0));
        await WhenAsync(cluster, "20 online, 0 reachable, 20 sessions");

        await cluster.KillSiloAsync(1);
        await Eventually.IsTrueAsync(() => cluster.View().Current.Owners.Length == 1, "the silo is given up");

        await WhenAsync(cluster, "20 online, 0 reachable, 20 sessions");
        foreach (var user in users)
            await cluster.User(user).KickAsync(new KickRequest { AskedAt = cluster.NextAct() });
        await WhenAsync(cluster, "0 online, 0 reachable, 0 sessions");
    }

    [Fact]
    public async Task Gateway_killed_takes_its_sessions_out_of_the_counts()
    {
        await using var database = await ClusterDatabase.OpenAsync(await dialect.CreateOptionsAsync());
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2, database: database);
        var stays = Enumerable.Range(0, 100).Select(i => $"user{i}")
            .First(user => cluster.View().Current.OwnerOf(new UserKey(App, user)) == cluster.Silos[0].SiloAddress);
        await cluster.User(stays).LoginAsync(cluster.Login(Platform.Android, "pixel", silo: 1));
        await WhenAsync(cluster, "1 online, 0 reachable, 1 sessions");

        await cluster.KillSiloAsync(1);
        // The clock stands still until it is stored: what is under way would run out of time with each of its jumps.
        await Eventually.IsTrueAsync(
            () => cluster.Services().GetRequiredService<PresenceBook>().TryGet(new UserKey(App, stays), out var state)
                && state.Status == PresenceStatus.PushOnline,
            "the user is told of the death");

        await WhenAsync(cluster, "0 online, 1 reachable, 0 sessions");
    }

    [Fact]
    public async Task Rates_of_what_was_stored_are_told_by_the_silo_that_stored_it_and_kept_for_a_while()
    {
        await using var cluster = await PresenceTestCluster.StartAsync(silos: 2);
        var processes = cluster.Services().GetRequiredService<IClusterProcesses>();
        for (var i = 0; i < 30; i++)
            await cluster.User($"user{i}").LoginAsync(cluster.Login(Platform.Web, "tab"));
        for (var i = 0; i < 15; i++)
            await cluster.User($"user{i}").KickAsync(new KickRequest { AskedAt = cluster.NextAct() });

        // Both silos take a sample at the same tick of the clock.
        cluster.Time.Advance(PresenceTestCluster.SamplePeriod);
        await Eventually.IsTrueAsync(
            async () => (await processes.ReportAsync(App)).Sum(one => one.Report!.Rates.Kicks) == 0.5, "fifteen kicks in thirty seconds are counted");
        var reports = await processes.ReportAsync(app: null);
        Assert.Equal((2, 1d, 1.5), (reports.Length, reports.Sum(one => one.Report!.Rates.Logins), reports.Sum(one => one.Report!.Rates.Events)));
        Assert.Equal(15, reports.Sum(one => one.Report!.ActiveUsers));
        Assert.All(reports, one => Assert.Null(one.Report!.Connections));

        cluster.Time.Advance(PresenceTestCluster.SamplePeriod);
        await Eventually.IsTrueAsync(
            async () => (await processes.ReportAsync(App)).Sum(one => one.Report!.Rates.Logins) == 0, "nothing happens any more");
        var histories = await processes.HistoryAsync(App, TimeSpan.FromMinutes(5));
        Assert.Equal(1, histories.SelectMany(history => history.Samples).Sum(sample => sample.Rates.Logins));
    }

    [Fact]
    public async Task Process_without_doors_says_that_there_is_nothing_to_drain()
    {
        await using var cluster = await PresenceTestCluster.StartAsync();
        var processes = cluster.Services().GetRequiredService<IClusterProcesses>();

        Assert.False(await processes.SetDrainingAsync(Assert.Single(processes.Members), isDraining: true));
    }

    private static UserTally Users(PresenceTestCluster cluster) => cluster.Services().GetRequiredService<IClusterProcesses>().UsersOf(App);

    private static string Show(PresenceTestCluster cluster)
    {
        var users = Users(cluster);
        return $"{users.Online} online, {users.PushOnline} reachable, {Platforms.All.Sum(users.SessionsOn)} sessions";
    }

    private static Task WhenAsync(PresenceTestCluster cluster, string expected)
        => Eventually.IsTrueAsync(
            () =>
            {
                cluster.Time.Advance(PresenceTestCluster.SamplePeriod);
                return Show(cluster) == expected;
            },
            $"the overview shows {expected}, not {Show(cluster)}");
}
