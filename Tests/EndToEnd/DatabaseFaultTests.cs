using System.Globalization;
using PresenceCluster.Protocol;
using Xunit;
using Xunit.Abstractions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// PostgreSQL goes away under a running cluster and comes back: waits are bounded, errors are typed, no state is lost or invented.
/// </summary>
[Collection(ClusterCollection.Name)]
public sealed class DatabaseFaultTests(LocalCluster cluster, ITestOutputHelper output)
{
    // The longest wait of a caller for a typed error: the response time-out, and one repetition of it.
    private static readonly TimeSpan AnswerPromised = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RecoveryPromised = TimeSpan.FromSeconds(15);

    private static TimeSpan Outage => TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("PRESENCE_TEST_OUTAGE_SECONDS") ?? "10", CultureInfo.InvariantCulture));

    [Fact]
    public async Task PostgreSQL_away_costs_new_logins_only_and_nothing_afterwards()
    {
        using var app = new TestApp(cluster.Gateways[0].Http);
        var staying = Enumerable.Range(0, 20).Select(i => new ReturningDevice(app, $"db-stays{i}", "Android")).ToList();
        await using var leaving = await WireClient.ConnectTcpAsync(cluster.Gateways[0].TcpPort);
        await leaving.LogInAsync(app.Login("db-leaves", "Android", "device"));
        foreach (var device in staying)
            await device.LogInAsync(cluster.Gateways[0]);
        var users = staying.ConvertAll(device => device.User);
        await using var watch = await StatusWatch.StartAsync([cluster.Gateways[0]], [.. users, "db-leaves"]);

        watch.Mark();
        await cluster.Postgres.StopAsync();
        var stoppedAt = TimeProvider.System.GetTimestamp();
        leaving.Die();
        var logins = new List<TimeSpan>();
        var imports = new List<TimeSpan>();
        await Task.WhenAll(CountAsync(logins, stoppedAt, () => LogInAsync(app)), CountAsync(imports, stoppedAt, () => ImportAsync(app)));
        output.WriteLine(
            $"PostgreSQL away: {logins.Count} logins refused, slowest after {logins.Max().TotalSeconds:F2} s; "
                + $"{imports.Count} imports over REST refused, slowest after {imports.Max().TotalSeconds:F2} s");
        Assert.InRange(logins.Concat(imports).Max(), TimeSpan.Zero, AnswerPromised);

        await cluster.Postgres.StartAsync();
        var startedAt = TimeProvider.System.GetTimestamp();
        await using var late = new ReturningDevice(app, "db-late", "Android");
        await late.LogInAsync(cluster.Gateways[1], RecoveryPromised);
        output.WriteLine(
            $"PostgreSQL back after {Outage.TotalSeconds} s: "
                + $"a login is admitted after {TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds:F2} s");
        await watch.WhenAsync("db-leaves", "PushOnline", RecoveryPromised);
        output.WriteLine($"PostgreSQL back: the end that nobody could store is stored after {TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds:F2} s");

        await watch.StopAsync();
        output.WriteLine(
            $"PostgreSQL away: slowest query {watch.SlowestAnswer.TotalSeconds:F2} s, "
                + $"longest time without all answers {watch.LongestGap.TotalSeconds:F2} s");
        Assert.All(users, user => Assert.Equal(["Online"], watch.Of(user)));
        Assert.Equal(["Online", "PushOnline"], watch.Of("db-leaves"));
        foreach (var device in staying)
        {
            await device.Client.SendAsync(new ClientFrame { Heartbeat = new Heartbeat() });
            Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await device.Client.ReceiveAsync("the answer to a heartbeat")).KindCase);
            await device.DisposeAsync();
        }
    }

    private static async Task CountAsync(List<TimeSpan> refused, long stoppedAt, Func<Task> attempt)
    {
        while (TimeProvider.System.GetElapsedTime(stoppedAt) < Outage)
        {
            var startedAt = TimeProvider.System.GetTimestamp();
            await attempt();
            refused.Add(TimeProvider.System.GetElapsedTime(startedAt));
        }
    }

    /// <summary>A user that the cluster does not know: the state must be read, and written.</summary>
    private async Task LogInAsync(TestApp app)
    {
        await using var client = await WireClient.ConnectTcpAsync(cluster.Gateways[1].TcpPort);
        await client.SendAsync(new ClientFrame { Login = app.Login(NewUser(), "Android", "device") });
        var answer = await client.ReceiveAsync("a typed error", AnswerPromised);
        Assert.Equal(ServerFrame.KindOneofCase.Error, answer.KindCase);
        Assert.Equal((uint)CloseCode.Unavailable.Number, answer.Error.Code);
    }

    private static string NewUser() => $"db-{Guid.NewGuid():N}"[..32];

    private static async Task ImportAsync(TestApp app)
    {
        var answer = await app.PostAsync("im_open_login_svc/account_import", $"{{\"UserID\":\"{NewUser()}\"}}");
        Assert.NotEqual(0, (int?)answer["ErrorCode"]);
    }
}
