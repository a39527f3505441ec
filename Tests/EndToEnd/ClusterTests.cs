using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>A real cluster of processes on PostgreSQL, in which single ones are killed.</summary>
public sealed class ClusterTests(LocalCluster cluster) : IClassFixture<LocalCluster>
{
    [Fact]
    public async Task Logins_at_the_same_instant_on_two_gateways_leave_one_winner_and_tell_every_loser_once()
    {
        using var app = new TestApp(cluster.Gateways[0].Http);
        const int Users = 15, Devices = 4;
        await Parallel.ForEachAsync(Enumerable.Range(0, Users), async (user, token) =>
        {
            var clients = new List<WireClient>();
            for (var device = 0; device < Devices; device++)
                clients.Add(await WireClient.ConnectTcpAsync(cluster.Gateways[device % 2].TcpPort, token));
            string[] platforms = ["Android", "iPhone", "iPad", "Windows"];
            await Task.WhenAll(clients.Select(
                (client, device) => client.SendAsync(new ClientFrame { Login = app.Login($"race{user}", platforms[device], $"d{device}") })));

            var told = await Task.WhenAll(clients.Select(ReadKickAsync));
            Assert.Equal(Devices - 1, told.Count(code => code == (uint)CloseCode.Replaced.Number));
            var winner = platforms[Array.IndexOf(told, null)];
            var shown = winner == "Windows" ? "PC" : winner;
            Assert.Equal($"Online [{shown} Online]", await app.StatusAsync($"race{user}"));
            foreach (var client in clients)
                await client.DisposeAsync();
        });
    }

    [Fact]
    public async Task Gateway_killed_takes_its_users_off_Online_and_those_who_return_never_flap()
    {
        var doomed = await cluster.Start("Gateway").WhenReadyAsync();
        await using (doomed)
        {
            using var app = new TestApp(cluster.Gateways[0].Http);
            await using var phone = await WireClient.ConnectTcpAsync(doomed.TcpPort);
            await using var page = await WireClient.ConnectWebSocketAsync(doomed.HttpPort);
            await using var returning = await WireClient.ConnectTcpAsync(doomed.TcpPort);
            await phone.LogInAsync(app.Login("gw-phone", "Android", "pixel"));
            await page.LogInAsync(app.Login("gw-page", "Web", "tab"));
            await returning.LogInAsync(app.Login("gw-back", "Android", "pixel"));

            await doomed.KillAsync();
            var killedAt = TimeProvider.System.GetTimestamp();
            await using var again = await LogInUntilAdmittedAsync(app, "gw-back");

            await Eventually.IsTrueAsync(
                async () =>
                {
                    Assert.Equal("Online [Android Online]", await app.StatusAsync("gw-back"));
                    return await app.StatusAsync("gw-phone") == "PushOnline [Android PushOnline]" && await app.StatusAsync("gw-page") == "Offline []";
                },
                "the users of the killed gateway are not Online any more",
                TimeSpan.FromSeconds(15));
            Assert.InRange(TimeProvider.System.GetElapsedTime(killedAt).TotalSeconds, 0, 15);
        }
    }

    [Fact]
    public async Task Silo_killed_costs_no_socket_and_no_wrong_answer()
    {
        using var app = new TestApp(cluster.Gateways[0].Http);
        var users = Enumerable.Range(0, 30).Select(i => $"silo{i}").ToList();
        var clients = new List<WireClient>();
        foreach (var user in users)
        {
            var client = await WireClient.ConnectTcpAsync(cluster.Gateways[0].TcpPort);
            await client.LogInAsync(app.Login(user, "Android", "pixel"));
            clients.Add(client);
        }

        var doomed = cluster.Silos[^1];
        await doomed.KillAsync();

        // Answers may be missing for a while (70169); a wrong one never comes.
        await Eventually.IsTrueAsync(() => AreAllOnlineAsync(app, users), "every user is answered as Online again");
        foreach (var client in clients)
        {
            await client.SendAsync(new ClientFrame { Heartbeat = new Heartbeat() });
            Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReceiveAsync("the answer to a heartbeat")).KindCase);
            client.Die();
        }

        foreach (var user in users)
            await app.WhenStatusAsync(user, "PushOnline [Android PushOnline]");
        foreach (var client in clients)
            await client.DisposeAsync();
        cluster.Silos[^1] = await cluster.Start("Silo").WhenReadyAsync();
        await doomed.DisposeAsync();
    }

    private static async Task<bool> AreAllOnlineAsync(TestApp app, List<string> users)
    {
        var asked = string.Join(',', users.Select(user => $"\"{user}\""));
        var answer = await app.PostAsync("openim/query_online_status", $"{{\"To_Account\":[{asked}]}}");
        foreach (var result in answer["QueryResult"]?.AsArray() ?? [])
            Assert.Equal("Online", (string?)result!["Status"]);
        foreach (var error in answer["ErrorList"]?.AsArray() ?? [])
            Assert.Equal(70169, (int?)error!["ErrorCode"]);
        return answer["QueryResult"]?.AsArray().Count == users.Count;
    }

    /// <summary>The code of the kick; null when none comes. A loser may hear of it before its login was ever answered.</summary>
    private static async Task<uint?> ReadKickAsync(WireClient client)
    {
        var first = await client.ReceiveAsync("the answer to the login");
        if (first.KindCase == ServerFrame.KindOneofCase.Kicked)
            return first.Kicked.Code;
        Assert.Equal(ServerFrame.KindOneofCase.LoginResult, first.KindCase);
        try
        {
            return (await client.ReceiveAsync("a kick, or nothing", TimeSpan.FromSeconds(3))).Kicked.Code;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Logs in as a client of ours does: an answer that allows it is followed by another try.</summary>
    private async Task<WireClient> LogInUntilAdmittedAsync(TestApp app, string userId)
    {
        WireClient? admitted = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                var client = await WireClient.ConnectTcpAsync(cluster.Gateways[1].TcpPort);
                await client.SendAsync(new ClientFrame { Login = app.Login(userId, "Android", "pixel") });
                var answer = await client.ReceiveAsync("the answer to a login");
                if (answer.KindCase == ServerFrame.KindOneofCase.LoginResult)
                {
                    admitted = client;
                    return true;
                }

                Assert.True(answer.Error.MayReconnect, answer.ToString());
                await client.DisposeAsync();
                return false;
            },
            $"{userId} is admitted");
        return admitted!;
    }
}
