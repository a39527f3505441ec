using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>A real cluster of processes on PostgreSQL with nothing wrong.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ClusterTests(LocalCluster cluster)
{
    [Fact]
    public async Task Logins_at_the_same_instant_on_two_gateways_leave_one_winner_and_tell_every_loser_once()
    {
        using var app = new TestApp(cluster.Gateways[0].Http);
        const int Users = 15, Devices = 4;
        // All at once, because most of the time is spent waiting for messages that must not come.
        await Parallel.ForEachAsync(Enumerable.Range(0, Users), new ParallelOptions { MaxDegreeOfParallelism = Users }, async (user, token) =>
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

    /// <summary>The code of the kick; null when none comes. The losing device may be told of it before its login was answered.</summary>
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
}
