using System.Text.Json;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Cluster;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Grains.Interfaces.Delivery;
using PresenceCluster.Grains.Interfaces.Processes;
using PresenceCluster.Tests.Delivery;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The overview adds up the reports of the processes, and names those without a report.</summary>
public sealed class V1OverviewTests : V1Tests
{
    private const string Overview = "/v1/overview";

    private static readonly AppId App = new(RestHost.App);

    private string _viewer = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _viewer = await Host.SignInAsync("vera", OperatorRole.Viewer);
        Host.Processes.Add("silo-1", ProcessRole.Silo, Report(heartbeats: 2, connections: 3, backlog: 5));
        Host.Processes.Add("gate-1", ProcessRole.Gateway, Report(heartbeats: 4, connections: 10, backlog: 0));
        Host.Processes.Users[App] = Tally((PresenceStatus.Online, [Platform.Web, Platform.IPhone]), (PresenceStatus.PushOnline, []));
        Host.Processes.Users[new AppId(7)] = Tally((PresenceStatus.Online, [Platform.Web]));
    }

    [Fact]
    public async Task Numbers_of_all_processes_are_added_up()
    {
        AssertJson(
            """
            {"at":"2026-11-23T09:00:00+00:00","users":{"online":2,"pushOnline":1},"sessions":{"Web":2,"iPhone":1},
            "ratesPerSecond":{"logins":0,"closes":0,"kicks":0,"heartbeats":6,"events":0,"queries":0},"connections":13,
            "webhooks":{"backlog":5,"isAtLeast":false,"oldestSeconds":60,"delivered":0,"failed":0},
            "processes":{"all":2,"silos":1,"gateways":2},"missing":[]}
            """,
            await OkAsync(Host.SendAsync(HttpMethod.Get, Overview, bearer: _viewer)));
    }

    [Fact]
    public async Task Process_that_does_not_answer_is_named_and_the_others_count()
    {
        Host.Processes.Add("frozen", ProcessRole.Gateway, report: null);

        using var overview = JsonDocument.Parse(await OkAsync(Host.SendAsync(HttpMethod.Get, Overview, bearer: _viewer)));

        Assert.Equal(["frozen"], overview.RootElement.GetProperty("missing").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(13, overview.RootElement.GetProperty("connections").GetInt32());
    }

    [Fact]
    public async Task One_app_is_asked_for_and_counted_alone()
    {
        using var overview = JsonDocument.Parse(await OkAsync(Host.SendAsync(HttpMethod.Get, Overview + "?app=1400000000", bearer: _viewer)));

        Assert.Equal(App, Assert.Single(Host.Processes.Asked));
        Assert.Equal(1, overview.RootElement.GetProperty("users").GetProperty("online").GetInt32());
    }

    [Fact]
    public async Task Administrator_of_an_app_sees_it_alone_and_no_process()
    {
        Host.Processes.Add("frozen", ProcessRole.Gateway, report: null);

        using var overview = JsonDocument.Parse(await OkAsync(Host.AskAsync(HttpMethod.Get, Overview + "?app=1400000000")));

        Assert.Equal(App, Assert.Single(Host.Processes.Asked));
        Assert.False(overview.RootElement.TryGetProperty("processes", out _));
        Assert.DoesNotContain("frozen", overview.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, overview.RootElement.GetProperty("missing").GetArrayLength());
        await OkAsync(Host.AskAsync(HttpMethod.Get, Overview + "/history?app=1400000000"));
    }

    [Theory]
    [InlineData("?app=1400000001")]
    [InlineData("?app=1400000000&app=1400000001")]
    [InlineData("?app=")]
    [InlineData("")]
    public async Task Administrator_of_an_app_sees_nothing_else(string query)
        => await RefusedAsync(ProblemKind.Unauthorized, Host.AskAsync(HttpMethod.Get, Overview + query));

    [Fact]
    public async Task User_who_is_no_administrator_is_answered_with_403()
        => await RefusedAsync(
            ProblemKind.NotAdministrator, Host.SendAsync(HttpMethod.Get, Overview + "?app=1400000000", bearer: RestHost.For("u1").ToString()));

    [Fact]
    public async Task App_that_does_not_exist_is_answered_with_404()
        => await RefusedAsync(ProblemKind.UnknownApp, Host.SendAsync(HttpMethod.Get, Overview + "?app=9", bearer: _viewer));

    [Theory]
    [InlineData("0")]
    [InlineData("601")]
    [InlineData("soon")]
    public async Task Span_that_is_not_kept_is_answered_with_400(string seconds)
        => await RefusedAsync(
            ProblemKind.BadParameter, Host.SendAsync(HttpMethod.Get, $"{Overview}/history?seconds={seconds}", bearer: _viewer));

    [Fact]
    public async Task History_adds_the_rates_of_the_processes_up_at_common_instants()
    {
        Host.Processes.Histories.Add(History(1, (-5, 4), (-3, 6), (-1, 8)));
        Host.Processes.Histories.Add(History(1, (-4, 1), (-2, 1), (0, 1)));

        using var history = JsonDocument.Parse(await OkAsync(Host.SendAsync(HttpMethod.Get, Overview + "/history?seconds=4", bearer: _viewer)));

        Assert.Equal(2, history.RootElement.GetProperty("stepSeconds").GetDouble());
        Assert.Equal(
            [(5d, 1), (7d, 1), (9d, 1)],
            history.RootElement.GetProperty("points").EnumerateArray().Select(point => (
                point.GetProperty("heartbeatsPerSecond").GetDouble(), point.GetProperty("online").GetInt32())));
    }

    [Fact]
    public void Process_that_was_not_there_any_more_counts_no_longer()
    {
        var merged = HistoryMerge.Run(
            [History(5, (-10, 1), (0, 1)), History(9, (-10, 100))], TimeSpan.FromSeconds(2), RestHost.Start, TimeSpan.FromSeconds(10));

        Assert.Equal([101, 101, 101, 101, 1], merged.Select(sample => sample.Rates.Heartbeats));
        Assert.All(merged, sample => Assert.Equal(5, sample.Online));
    }

    private static ProcessHistory History(long online, params (int Seconds, double Heartbeats)[] samples) => new(
        [.. samples.Select(one => new ProcessSample(
            RestHost.Start.AddSeconds(one.Seconds), new TrafficRates { Heartbeats = one.Heartbeats }, online, 0))]);

    internal static ProcessReport Report(double heartbeats, long connections, long backlog) => new()
    {
        Version = "1.2.3",
        StartedAt = RestHost.Start.AddHours(-1),
        IsDraining = false,
        Connections = connections,
        ActiveUsers = 4,
        CpuPercent = 12.34,
        MemoryBytes = 5_000,
        Rates = new TrafficRates { Heartbeats = heartbeats },
        Webhooks = new WebhookWork(backlog, false, backlog > 0 ? RestHost.Start.AddMinutes(-1) : null, 0, 0),
    };

    private static UserTally Tally(params (PresenceStatus Status, Platform[] Platforms)[] users)
    {
        var counts = new long[UserTally.Kinds];
        foreach (var (status, platforms) in users)
        {
            var sessions = platforms is []
                ? [EventExamples.SessionOn(Platform.Android, status)]
                : platforms.Select(platform => EventExamples.SessionOn(platform, status));
            UserTally.Add(new UserPresence { Sessions = [.. sessions] }, 1, counts);
        }

        return new UserTally(counts.Select((count, kind) => new TallyChange(kind, count)));
    }
}
