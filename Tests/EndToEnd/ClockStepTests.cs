using Npgsql;
using PresenceCluster.Tests.Clocks;
using PresenceCluster.Tests.Faults;
using Xunit;
using Xunit.Abstractions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Wall clocks step, as when a machine's time is corrected or a machine is restored. No user or back end sees a change.</summary>
[Collection(AloneCollection.Name)]
public sealed class ClockStepTests(SteppedCluster stepped, ITestOutputHelper output) : IClassFixture<SteppedCluster>
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Inexact = TimeSpan.FromSeconds(3);

    // Every timer of the membership fires in this time, once by the right clock and once by the wrong one.
    private static readonly TimeSpan TimersTurn = TimeSpan.FromSeconds(10);

    private readonly LocalCluster _cluster = stepped.Cluster;

    [Theory]
    [InlineData(40)]
    [InlineData(-600)]
    public async Task Processes_and_PostgreSQL_see_the_step_of_their_own_clock_only(int seconds)
    {
        var by = TimeSpan.FromSeconds(seconds);
        using (stepped.Step(ClockOwner.Gateway, by))
        {
            await WhenAsync(() => GatewayOffsetAsync(_cluster.Gateways[1]), by);
            await WhenAsync(() => GatewayOffsetAsync(_cluster.Gateways[0]), TimeSpan.Zero);
            await WhenAsync(DatabaseOffsetAsync, TimeSpan.Zero);
        }

        using (stepped.Step(ClockOwner.Database, by))
        {
            await WhenAsync(DatabaseOffsetAsync, by);
            await WhenAsync(() => GatewayOffsetAsync(_cluster.Gateways[1]), TimeSpan.Zero);
        }

        await WhenAsync(DatabaseOffsetAsync, TimeSpan.Zero);
    }

    [Theory]
    [InlineData(ClockOwner.Processes, -600)]
    [InlineData(ClockOwner.Processes, 600)]
    [InlineData(ClockOwner.Database, -600)]
    public async Task Gateway_killed_after_a_step_takes_its_users_off_Online_in_time(ClockOwner whose, int seconds)
    {
        using var app = new TestApp(_cluster.Gateways[0].Http);
        await using var doomed = await _cluster.Start("Gateway").WhenReadyAsync();
        var phones = Enumerable.Range(0, 10).Select(i => $"step{whose}{seconds}-phone{i}").ToList();
        var pages = Enumerable.Range(0, 10).Select(i => $"step{whose}{seconds}-page{i}").ToList();
        var clients = await Task.WhenAll(phones.Concat(pages).Select(_ => WireClient.ConnectTcpAsync(doomed.TcpPort)));
        foreach (var (client, user) in clients.Zip(phones.Concat(pages)))
            await client.LogInAsync(app.Login(user, phones.Contains(user) ? "Android" : "Web", "device"));

        using (stepped.Step(whose, TimeSpan.FromSeconds(seconds), doomed))
        {
            await Task.Delay(TimersTurn, TimeProvider.System);
            await using var watch = await StatusWatch.StartAsync([_cluster.Gateways[0]], [.. phones, .. pages]);
            watch.Mark();
            await doomed.KillAsync();
            var known = await Task.WhenAll(
                phones.Select(user => watch.WhenAsync(user, "PushOnline", Promised)).Concat(pages.Select(user => watch.WhenAsync(user, "Offline", Promised))));
            output.WriteLine($"clocks of {whose} step by {seconds} s: 20 users of a killed gateway are off Online after {known.Max().TotalSeconds:F2} s");
            await watch.StopAsync();
        }

        foreach (var client in clients)
            await client.DisposeAsync();
    }

    [Theory]
    [InlineData(-600)]
    [InlineData(600)]
    public async Task Gateway_whose_clock_steps_admits_and_answers_as_before(int seconds)
    {
        using var app = new TestApp(_cluster.Gateways[1].Http);
        using var step = stepped.Step(ClockOwner.Gateway, TimeSpan.FromSeconds(seconds));
        await WhenAsync(() => GatewayOffsetAsync(_cluster.Gateways[1]), TimeSpan.FromSeconds(seconds));
        await using var client = await WireClient.ConnectTcpAsync(_cluster.Gateways[1].TcpPort);
        await client.LogInAsync(app.Login($"step-gateway{seconds}", "Android", "device"));
        Assert.Equal("Online [Android Online]", await app.StatusAsync($"step-gateway{seconds}"));
    }

    [Fact]
    public async Task Process_that_joins_while_a_silos_clock_is_ahead_stays()
    {
        using var app = new TestApp(_cluster.Gateways[0].Http);
        using var step = stepped.Step(ClockOwner.Silo, TimeSpan.FromMinutes(10));
        await Task.Delay(TimersTurn, TimeProvider.System);

        await using var joining = await _cluster.Start("Gateway").WhenReadyAsync();

        await using var client = await WireClient.ConnectTcpAsync(joining.TcpPort);
        await client.LogInAsync(app.Login("step-joined", "Android", "device"));
        Assert.Equal(0, await joining.StopAsync());
    }

    private static Task WhenAsync(Func<Task<TimeSpan>> offset, TimeSpan expected)
        => Eventually.IsTrueAsync(async () => (await offset() - expected).Duration() < Inexact, $"the clock is {expected.TotalSeconds} s off");

    // The web server writes the process's own time of day into every answer.
    private static async Task<TimeSpan> GatewayOffsetAsync(ServiceProcess gateway)
    {
        using var http = new HttpClient { BaseAddress = gateway.Http };
        using var answer = await http.GetAsync(new Uri("/health/live", UriKind.Relative));
        return answer.Headers.Date!.Value - TimeProvider.System.GetUtcNow();
    }

    private async Task<TimeSpan> DatabaseOffsetAsync()
    {
        await using var connection = new NpgsqlConnection(_cluster.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        return (DateTime)(await command.ExecuteScalarAsync())! - TimeProvider.System.GetUtcNow();
    }
}
