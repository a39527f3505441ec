using PresenceCluster.Protocol;
using Xunit;
using Xunit.Abstractions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// Both silos stand still for some seconds, and none is declared dead. Clients without an answer give their login up and come again, as
/// docs/protocol.md says. The login that was given up is still in progress when the silos go on.
/// </summary>
[Collection(ClusterCollection.Name)]
public sealed class PausedSilosTests(LocalCluster cluster, ITestOutputHelper output)
{
    private const int Users = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan BackoffMin = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(1);

    // How long after the pause a login that was given up may still take effect.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData("other-gateway", 0, 1, true, "Android")]
    [InlineData("same-gateway", 0, 0, true, "Android")]
    [InlineData("unknown-users", 0, 1, false, "Android")]
    [InlineData("other-device", 1, 0, true, "iPhone")]
    public async Task Clients_that_come_again_during_a_pause_of_both_silos_stay(string name, int first, int second, bool isKnown, string comesAgainOn)
    {
        using var app = new TestApp(cluster.Gateways[0].Http);
        var users = Enumerable.Range(0, Users).Select(i => $"pause-{name}{i}").ToList();
        if (isKnown)
            await KnowAsync(app, users, cluster.Gateways[first]);
        var givenUp = await Task.WhenAll(users.Select(_ => WireClient.ConnectTcpAsync(cluster.Gateways[first].TcpPort)));

        Signal("STOP");
        var pausedAt = TimeProvider.System.GetTimestamp();
        Task<(WireClient Client, ServerFrame Answer)>[] comingAgain;
        try
        {
            await Task.WhenAll(givenUp.Select((client, i) => SendLoginAsync(client, app, users[i], "Android", attempt: 1)));
            await Task.Delay(ClientPatience, TimeProvider.System);
            foreach (var client in givenUp)
                client.Reset();
            comingAgain = [.. users.Select((user, i) => ComeAgainAsync(app, user, comesAgainOn, cluster.Gateways[second], BackoffOf(i)))];
            await Task.Delay(Pause - TimeProvider.System.GetElapsedTime(pausedAt), TimeProvider.System);
        }
        finally
        {
            Signal("CONT");
        }

        var again = await Task.WhenAll(comingAgain);
        Assert.All(again, one => Assert.Equal(ServerFrame.KindOneofCase.LoginResult, one.Answer.KindCase));
        var told = (await Task.WhenAll(again.Select(one => HearAsync(one.Client)))).OfType<ServerFrame>().ToList();
        output.WriteLine($"{name}: {told.Count} of {Users} thrown out: {string.Join(", ", told.CountBy(frame => frame.ToString()))}");
        Assert.Empty(told);
        foreach (var ((client, _), user) in again.Zip(users))
        {
            await client.SendAsync(new ClientFrame { Heartbeat = new Heartbeat() });
            Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReceiveAsync("the answer to a heartbeat")).KindCase);
            Assert.Equal($"Online [{comesAgainOn} Online]", await app.StatusAsync(user));
        }

        foreach (var client in givenUp.Concat(again.Select(one => one.Client)))
            await client.DisposeAsync();
    }

    private static async Task KnowAsync(TestApp app, List<string> users, ServiceProcess gateway)
    {
        foreach (var user in users)
        {
            await using var client = await WireClient.ConnectTcpAsync(gateway.TcpPort);
            await client.LogInAsync(app.Login(user, "Android", "Android"));
        }

        foreach (var user in users)
            await app.WhenStatusAsync(user, "PushOnline [Android PushOnline]");
    }

    private static async Task<(WireClient Client, ServerFrame Answer)> ComeAgainAsync(
        TestApp app, string user, string platform, ServiceProcess gateway, TimeSpan backoff)
    {
        await Task.Delay(backoff, TimeProvider.System);
        var client = await WireClient.ConnectTcpAsync(gateway.TcpPort);
        await SendLoginAsync(client, app, user, platform, attempt: 2);
        return (client, await client.ReceiveAsync("the answer to the second login"));
    }

    private static Task SendLoginAsync(WireClient client, TestApp app, string user, string platform, ulong attempt)
    {
        var login = app.Login(user, platform, device: platform);
        login.Attempt = attempt;
        return client.SendAsync(new ClientFrame { Login = login });
    }

    /// <summary>The frame that a client gets although it should get none; null when there is none.</summary>
    private static async Task<ServerFrame?> HearAsync(WireClient client)
    {
        try
        {
            return await client.ReceiveAsync("a word, or nothing", Aftermath);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // Spread evenly over the range that docs/protocol.md prescribes at random.
    private static TimeSpan BackoffOf(int client) => BackoffMin + ((BackoffMax - BackoffMin) * client / Users);

    private void Signal(string name)
    {
        foreach (var silo in cluster.Silos)
            silo.Signal(name);
    }
}
