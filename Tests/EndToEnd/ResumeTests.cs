using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>
/// A device whose connection has ended resumes by itself, after another device has logged in by hand. The resuming device is refused, and
/// the other one keeps its session.
/// </summary>
[Collection(ClusterCollection.Name)]
public sealed class ResumeTests(LocalCluster cluster) : IDisposable
{
    // Beyond this distance, two gateways' clocks agree which of two logins was requested later.
    private static readonly TimeSpan ClocksDisagree = TimeSpan.FromSeconds(0.7);

    private readonly TestApp _app = new(cluster.Gateways[0].Http);

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("Android", "iPhone", true)]
    [InlineData("Android", "Android", false)]
    [InlineData("Windows", "Mac", true)]
    [InlineData("Windows", "Windows", false)]
    [InlineData("Web", "Web", false)]
    [InlineData("MiniProgram", "Web", true)]
    public async Task Killed_app_that_resumes_after_a_login_elsewhere_is_refused_until_its_user_logs_in(string first, string second, bool isReset)
    {
        var user = $"resume-{first}-{second}";
        var session = await LogInAndDieAsync(user, first, isReset);
        await using var winner = await ConnectAsync(1);
        await LogInAsync(winner, user, second, "b");

        await ResumeInVainAsync(0, user, first, session);
        await ResumeInVainAsync(1, user, first, session);

        await BeatAsync(winner);
        await using var byHand = await ConnectAsync(1);
        await LogInAsync(byHand, user, first, "a");
        Assert.Equal((uint)CloseCode.Replaced.Number, (await winner.ReceiveAsync("the kick by a login by hand")).Kicked?.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(12)]
    public async Task Killed_app_that_resumes_after_any_number_of_logins_elsewhere_is_refused(int logins)
    {
        var user = $"resume-chain{logins}";
        var session = await LogInAndDieAsync(user, "Android", isReset: true);
        var others = await Task.WhenAll(Enumerable.Range(0, logins).Select(i => ConnectAsync(i % 2)));
        for (var i = 0; i < logins; i++)
            await LogInAsync(others[i], user, "iPhone", $"b{i}");

        await ResumeInVainAsync(0, user, "Android", session);

        await BeatAsync(others[^1]);
        foreach (var other in others)
            await other.DisposeAsync();
    }

    [Fact]
    public async Task Killed_app_that_resumes_after_a_login_elsewhere_that_has_ended_is_refused_too()
    {
        const string User = "resume-ended";
        var session = await LogInAndDieAsync(User, "Windows", isReset: false);
        await using (var other = await ConnectAsync(1))
            await LogInAsync(other, User, "Mac", "b");
        await _app.WhenStatusAsync(User, "Offline []");

        await ResumeInVainAsync(0, User, "Windows", session);
    }

    [Fact]
    public async Task Two_desktops_whose_networks_flap_do_not_take_each_others_place_in_turn()
    {
        const string User = "resume-flap";
        var earlier = await LogInAndDieAsync(User, "Windows", isReset: true);
        var later = await ConnectAsync(1);
        var session = await LogInAsync(later, User, "Windows", "b");
        for (var flap = 0; flap < 5; flap++)
        {
            await ResumeInVainAsync(0, User, "Windows", earlier);
            await BeatAsync(later);
            later.Reset();
            await later.DisposeAsync();
            await _app.WhenStatusAsync(User, "Offline []");
            await ResumeInVainAsync(flap % 2, User, "Windows", earlier);
            later = await ConnectAsync(flap % 2);
            session = await LogInAsync(later, User, "Windows", "b", session);
        }

        await later.DisposeAsync();
    }

    private Task<WireClient> ConnectAsync(int gateway) => WireClient.ConnectTcpAsync(cluster.Gateways[gateway].TcpPort);

    private async Task<string> LogInAsync(WireClient client, string user, string platform, string device, string resumed = "")
    {
        var login = _app.Login(user, platform, device);
        login.ResumeSession = resumed;
        return (await client.LogInAsync(login)).SessionId;
    }

    /// <summary>
    /// Logs device "a" in, kills it, and waits until that is known and until the gateways' clocks agree that it is in the past.
    /// </summary>
    private async Task<string> LogInAndDieAsync(string user, string platform, bool isReset)
    {
        var (client, session) = await LogInUntilAdmittedAsync(user, platform);
        await using var closing = client;
        await Task.Delay(ClocksDisagree, TimeProvider.System);
        if (isReset)
            client.Reset();
        else
            client.Die();
        await _app.WhenStatusAsync(user, platform == "Android" ? "PushOnline [Android PushOnline]" : "Offline []");
        return session;
    }

    // A cluster that has just started on a busy machine may ask a client to come back, as documented.
    private async Task<(WireClient Client, string Session)> LogInUntilAdmittedAsync(string user, string platform)
    {
        const int tries = 5;
        for (var attempt = 1; ; attempt++)
        {
            var client = await ConnectAsync(0);
            await client.SendAsync(new ClientFrame { Login = _app.Login(user, platform, "a") });
            var answer = await client.ReceiveAsync("the answer to a login");
            if (answer.KindCase == ServerFrame.KindOneofCase.LoginResult)
                return (client, answer.LoginResult.SessionId);
            await client.DisposeAsync();
            Assert.True(attempt < tries && answer.Error?.MayReconnect == true, $"Expected to be admitted at try {attempt}, but got: {answer}");
        }
    }

    private async Task ResumeInVainAsync(int gateway, string user, string platform, string session)
    {
        await using var client = await ConnectAsync(gateway);
        var login = _app.Login(user, platform, "a");
        login.ResumeSession = session;
        await client.SendAsync(new ClientFrame { Login = login });
        var answer = await client.ReceiveAsync("the answer to a resume");
        Assert.True(answer.Kicked?.Code == (uint)CloseCode.Replaced.Number, $"Expected to be told that another device has logged in, but got: {answer}");
    }

    private static async Task BeatAsync(WireClient client)
    {
        await client.SendAsync(new ClientFrame { Heartbeat = new Heartbeat() });
        Assert.Equal(ServerFrame.KindOneofCase.HeartbeatAck, (await client.ReceiveAsync("the answer to a heartbeat")).KindCase);
    }
}
